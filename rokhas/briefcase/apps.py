from django.apps import AppConfig


class BriefcaseConfig(AppConfig):
    name = "rokhas.briefcase"

    def ready(self) -> None:
        from rokhas.briefcase import actions, events
        from rokhas.briefcase.views import beside_document, beside_dossiers, beside_tasks
        from rokhas.ui import slots

        events.declare()
        actions.register()
        slots.register("draft.document", beside_document)
        slots.register("draft.tasks", beside_tasks)
        slots.register("dossiers.list", beside_dossiers)
