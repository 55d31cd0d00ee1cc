from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "rokhas.notices"

    def ready(self) -> None:
        from rokhas.notices import checks, events  # noqa: F401
        from rokhas.notices.queries import BELL, unread_by
        from rokhas.notices.views import bell, masthead_bell
        from rokhas.ui import nav, slots, waiting

        waiting.register(BELL, unread_by, allowed=nav.person)
        slots.register("office.bell", bell)
        slots.register("masthead.account", masthead_bell, order=10)
        nav.register("account", _("Notices"), "notices:inbox", icon="bell", allowed=nav.person, order=80)
