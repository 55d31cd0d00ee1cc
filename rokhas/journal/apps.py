from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "rokhas.journal"

    def ready(self) -> None:
        from rokhas.journal import checkpoints  # noqa: F401
