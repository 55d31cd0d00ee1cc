from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WebConfig(AppConfig):
    name = "rokhas.web"

    def ready(self) -> None:
        from rokhas.ui import nav, slots
        from rokhas.web import checks  # noqa: F401
        from rokhas.web.views.home import key_panel

        procedures, track, verify, help_page = (
            _("Procedures"),
            _("Follow a dossier"),
            _("Verify a permit"),
            _("Help"),
        )
        for area in ("public", "account", "footer.services"):
            nav.register(area, procedures, "web:procedures", icon="list", order=10)
            if area != "account":  # who has signed in sees more from their own dossiers
                nav.register(area, track, "web:track", icon="map-search", order=20)
            nav.register(area, verify, "web:verify", icon="rosette-discount-check", order=30)
        nav.register("footer.services", _("What may be built here?"), "web:zoning", order=40)
        for area in ("public", "account"):
            nav.register(area, help_page, "web:help", icon="lifebuoy", order=95)
        nav.register(
            "account", pgettext_lazy("page", "Home"), "web:home", icon="home", allowed=nav.person, order=1
        )
        nav.register(
            "office", pgettext_lazy("page", "Home"), "web:home", icon="home", allowed=nav.person, order=1
        )
        nav.register("footer.help", help_page, "web:help", order=10)
        nav.register("footer.transparency", _("State of the service"), "web:service", order=90)
        nav.register("footer.legal", _("Accessibility statement"), "web:accessibility", order=10)
        nav.register("footer.legal", _("Personal data"), "web:privacy", order=20)
        nav.register("footer.legal", _("Legal notice"), "web:legal", order=30)
        slots.register("account.profile", key_panel)
