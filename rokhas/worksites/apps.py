from django.apps import AppConfig


class WorksitesConfig(AppConfig):
    name = "rokhas.worksites"

    def ready(self) -> None:
        from rokhas.ui import slots
        from rokhas.worksites import events, notices, subscriptions  # noqa: F401
        from rokhas.worksites.actions import receive_photos, register
        from rokhas.worksites.views import beside_case

        events.declare()
        notices.declare()
        register()
        receive_photos()
        slots.register("dossier.aside", beside_case, order=20)
