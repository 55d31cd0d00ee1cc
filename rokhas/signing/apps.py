from importlib import import_module

from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "rokhas.signing"

    def ready(self) -> None:
        for module in ("events", "subscriptions", "checks"):
            import_module(f"rokhas.signing.{module}")
