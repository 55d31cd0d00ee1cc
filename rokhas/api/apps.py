from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "rokhas.api"

    def ready(self) -> None:
        from rokhas.api import checks, events, subscriptions  # noqa: F401
        from rokhas.api.views import panel
        from rokhas.ui import nav, slots

        nav.register("footer.transparency", _("Programming interface"), "api:reference", order=80)
        slots.register("account.profile", panel, order=200)
