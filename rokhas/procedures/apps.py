from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "rokhas.procedures"

    def ready(self) -> None:
        from rokhas.procedures import events  # noqa: F401
