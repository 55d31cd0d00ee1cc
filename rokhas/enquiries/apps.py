from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnquiriesConfig(AppConfig):
    name = "rokhas.enquiries"

    def ready(self) -> None:
        from rokhas.dossiers.queries.next_steps import answered_at
        from rokhas.enquiries import events, notices, subscriptions  # noqa: F401
        from rokhas.enquiries.actions import closing, files, report  # noqa: F401
        from rokhas.enquiries.views.case import beside_case
        from rokhas.procedures.schema import Kind
        from rokhas.ui import nav, slots

        notices.declare()
        report.register()
        files.register()
        answered_at(Kind.ENQUIRY, "enquiries:work")
        slots.register("dossier.overview", beside_case, order=20)
        nav.register("public", _("Public enquiries"), "enquiries:list", icon="message", order=50)
        nav.register("footer.services", _("Public enquiries"), "enquiries:list", order=50)
