from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "rokhas.dossiers"

    def ready(self) -> None:
        from rokhas.dossiers import checks, events, notices, subscriptions  # noqa: F401
        from rokhas.dossiers.actions import clock, signatures, uploads  # noqa: F401

        notices.declare()
        signatures.register()
        uploads.register()
