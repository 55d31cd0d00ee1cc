from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkConfig(AppConfig):
    name = "rokhas.work"

    def ready(self) -> None:
        from rokhas.dossiers.policy import is_at_work, is_official
        from rokhas.ui import nav, slots, waiting
        from rokhas.work import events, notices, subscriptions  # noqa: F401
        from rokhas.work.queries import sharing
        from rokhas.work.views.sharing import follow_button

        notices.declare()
        nav.register(
            "office", _("My tasks"), "work:list", icon="clipboard-check", allowed=is_at_work, order=10
        )
        nav.register("office.search", _("Number, title, name, place"), "work:search", allowed=is_official)
        slots.register("dossier.aside", follow_button, order=90)
        waiting.register_about(sharing.FOLLOWS, sharing.follows)
