from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BriefcaseConfig(AppConfig):
    name = "rokhas.briefcase"

    def ready(self) -> None:
        from rokhas.briefcase import actions, events
        from rokhas.briefcase.views import beside_document, beside_tasks
        from rokhas.ui import nav, slots

        events.declare()
        actions.register()
        slots.register("draft.document", beside_document)
        slots.register("draft.tasks", beside_tasks)
        nav.register(
            "account",
            _("My documents"),
            "briefcase:mine",
            icon="file-certificate",
            allowed=nav.person,
            order=6,
        )
