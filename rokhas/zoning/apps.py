from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ZoningConfig(AppConfig):
    name = "rokhas.zoning"
    verbose_name = _("Zoning")

    def ready(self) -> None:
        from rokhas.zoning import events  # noqa: F401
