from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "rokhas.accounts"

    def ready(self) -> None:
        from rokhas.accounts import events  # noqa: F401
