from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    name = "rokhas.dossiers"

    def ready(self) -> None:
        from rokhas.accounts.schema import bodies
        from rokhas.dossiers import checks, events, notices, policy, subscriptions  # noqa: F401
        from rokhas.dossiers.actions import appeals, clock, maxima, messages, seats, signatures, uploads  # noqa: F401
        from rokhas.dossiers.models.search import keep_index
        from rokhas.dossiers.queries import messages as threads
        from rokhas.dossiers.queries import parapheur, sight
        from rokhas.dossiers.queries.assistance import at_a_desk
        from rokhas.dossiers.views.invitations import waiting_invitations, waiting_signatures
        from rokhas.kernel.personal import holds_sealed
        from rokhas.payments.schema import register_payer, register_viewer
        from rokhas.procedures.checks.rules import know_bodies
        from rokhas.ui import nav, slots

        post_migrate.connect(keep_index, sender=self)
        notices.declare()
        know_bodies(bodies())
        signatures.register()
        uploads.register()
        messages.register()
        appeals.register()
        for model in ("dossiers.Dossier", "dossiers.DossierVersion"):
            holds_sealed(model, "answers")
        slots.register("home.person", waiting_signatures, order=5)
        slots.register("home.person", waiting_invitations, order=10)
        register_viewer(sight.sees_order)
        register_payer(sight.pays_order)
        nav.register(
            "account", _("My dossiers"), "dossiers:list", icon="folders", allowed=nav.person, order=5
        )
        for area, order in (("account", 8), ("office", 30)):
            nav.register(
                area,
                _("Messages"),
                "dossiers:threads",
                icon="message",
                allowed=nav.person,
                order=order,
                count=threads.unread_by,
            )
        nav.register(
            "office",
            _("Assisted deposit"),
            "dossiers:assisted",
            icon="user-plus",
            allowed=at_a_desk,
            order=15,
        )
        nav.register(
            "office",
            _("Parapheur"),
            "dossiers:parapheur",
            icon="writing-sign",
            allowed=parapheur.has_one,
            order=20,
            count=parapheur.awaited,
        )
