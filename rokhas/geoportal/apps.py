from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GeoportalConfig(AppConfig):
    name = "rokhas.geoportal"
    verbose_name = _("Permits granted")

    def ready(self) -> None:
        from rokhas.geoportal import actions, subscriptions  # noqa: F401 - its duty, and what it hears
        from rokhas.ui import nav

        nav.register("footer.transparency", _("Permits granted"), "geoportal:permits", order=10)
