from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditingConfig(AppConfig):
    name = "rokhas.editing"

    def ready(self) -> None:
        from rokhas.editing import events  # noqa: F401
        from rokhas.editing.views.catalogue import waiting_panel
        from rokhas.procedures.policy import may_read_editing
        from rokhas.ui import nav, slots

        nav.register(
            "office", _("Write procedures"), "editing:list", icon="gavel", allowed=may_read_editing, order=40
        )
        nav.register("footer.transparency", _("What changes in the law"), "editing:changelog", order=20)
        slots.register("home.office", waiting_panel)
