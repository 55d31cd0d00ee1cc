from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "rokhas.privacy"

    def ready(self) -> None:
        from rokhas.privacy import checks, events, notices, policy, queries, subscriptions  # noqa: F401
        from rokhas.privacy.views import draft_kept, profile
        from rokhas.ui import nav, slots

        notices.declare()
        slots.register("account.profile", profile)
        slots.register("draft.tasks", draft_kept, order=200)
        nav.register(
            "office",
            _("Requests about data"),
            "privacy:requests",
            icon="shield-check",
            allowed=policy.is_data_officer,
            order=90,
            count=queries.waiting_requests,
        )
