from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OccupationsConfig(AppConfig):
    name = "rokhas.occupations"

    def ready(self) -> None:
        from rokhas.dossiers.workflow.renewing import refused_by
        from rokhas.occupations import events, notices, subscriptions  # noqa: F401
        from rokhas.occupations.policy import may_collect
        from rokhas.occupations.queries import life, renewals
        from rokhas.occupations.views.case import beside_case
        from rokhas.payments.schema import register_payer, register_viewer
        from rokhas.ui import nav, slots

        events.declare()
        notices.declare()
        refused_by(renewals.require_no_end)
        register_viewer(life.sees_order)
        register_payer(life.pays_order)
        slots.register("dossier.aside", beside_case, order=20)
        nav.register(
            "office", _("Occupations"), "occupations:fees", icon="credit-card", allowed=may_collect, order=60
        )
