from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "rokhas.accounts"

    def ready(self) -> None:
        from rokhas.accounts import checks, events, subscriptions  # noqa: F401
        from rokhas.accounts.views import menu
        from rokhas.ui import nav, slots

        slots.register("masthead.account", menu, order=50)
        nav.register("account", _("My account"), "accounts:profile", icon="user-circle", allowed=nav.person, order=90)
