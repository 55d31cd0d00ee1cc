from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "rokhas.procedures"
