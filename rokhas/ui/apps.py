from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "rokhas.ui"
    label = "ui"
