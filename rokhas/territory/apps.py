from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoryConfig(AppConfig):
    name = "rokhas.territory"
    verbose_name = _("Territory")

    def ready(self) -> None:
        from rokhas.territory import events  # noqa: F401
