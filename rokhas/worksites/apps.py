from django.apps import AppConfig


class WorksitesConfig(AppConfig):
    name = "rokhas.worksites"

    def ready(self) -> None:
        from rokhas.ui import slots
        from rokhas.worksites import events, notices, subscriptions  # noqa: F401
        from rokhas.worksites.actions import register
        from rokhas.worksites.views import beside_case

        events.declare()
        notices.declare()
        register()
        slots.register("dossier.aside", beside_case, order=20)
