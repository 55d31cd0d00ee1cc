from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "rokhas.accounts"

    def ready(self) -> None:
        from rokhas.accounts import checks, events, policy, subscriptions  # noqa: F401
        from rokhas.accounts.providers import allauth, watch  # noqa: F401
        from rokhas.accounts.views import menu, waiting_invitations
        from rokhas.kernel.personal import holds_sealed
        from rokhas.ui import nav, slots

        nav.register(
            "office",
            _("People"),
            "accounts:people",
            icon="users-group",
            allowed=policy.manages_people,
            order=80,
        )
        nav.register(
            "office",
            _("Professional registers"),
            "accounts:registers",
            icon="certificate",
            allowed=policy.keeps_registers,
            order=82,
        )
        nav.register(
            "account",
            _("My practice"),
            "accounts:practice",
            icon="users-group",
            allowed=policy.has_practice,
            order=12,
        )
        slots.register("masthead.account", menu, order=50)
        slots.register("home.person", waiting_invitations, order=20)
        holds_sealed("mfa.Authenticator", "data")
