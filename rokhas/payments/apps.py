from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "rokhas.payments"

    def ready(self) -> None:
        from rokhas.payments import checks, events, subscriptions  # noqa: F401
