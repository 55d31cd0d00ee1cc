import logging
from importlib import import_module

from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "rokhas.signing"

    def ready(self) -> None:
        # It names the holders of the certificates it refuses; our own verdicts say why, without names.
        logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
        from rokhas.accounts.schema import attests_names, ends_with_names
        from rokhas.signing.actions import withdraw_certificates
        from rokhas.signing.queries import holds_key
        from rokhas.signing.views import without_key
        from rokhas.ui import slots

        attests_names(holds_key)
        ends_with_names(withdraw_certificates)
        slots.register("delegation.people", without_key)
        for module in ("events", "subscriptions", "checks"):
            import_module(f"rokhas.signing.{module}")
