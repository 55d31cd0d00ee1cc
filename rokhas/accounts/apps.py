from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "rokhas.accounts"

    def ready(self) -> None:
        from rokhas.accounts import checks, events, subscriptions  # noqa: F401
        from rokhas.accounts.views import menu
        from rokhas.ui import slots

        slots.register("masthead.account", menu, order=50)
