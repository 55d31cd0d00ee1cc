from importlib import import_module

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "rokhas.documents"

    def ready(self) -> None:
        import_module("rokhas.documents.actions")  # its duties register themselves
        import_module("rokhas.documents.checks")
