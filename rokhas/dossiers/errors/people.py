"""Refusals that concern professionals, practices and whoever is invited."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class NoProfessional(Refused):
    code = "no-professional"
    message = _("No professional practises there any more: nothing can be begun for this practice.")


class ProfessionalNotCurrent(Refused):
    code = "professional-not-current"
    message = _(
        "%(name)s must have a current entry in the register “%(body)s”; today: %(state)s. Nothing can be signed or lodged until "
        "then. What was prepared is kept, and you can go on preparing."
    )


class InvitationNotOffered(Refused):
    code, field, status = "invitation-not-offered", "role", 422
    message = _("This procedure invites no professional of this kind for such a project.")


class InvitationWaits(Refused):
    code = "invitation-waits"
    message = _(
        "The dossier waits for professionals who were invited: %(awaited)s. Remind them, or take the invitation back and "
        "give the documents yourself."
    )


class PartClosed(Refused):
    code = "part-closed"
    message = _(
        "The dossier is deposited: your part is closed, and opens again if changes are asked. Whoever files it may send what is "
        "still lacking."
    )


class FilesMissing(Refused):
    code, status = "files-missing", 422
    message = _("Give every file that is asked of you first. Still missing: %(missing)s.")


class FileOfAnother(Refused):
    code, status = "file-of-another", 403
    message = _("This file was given by somebody else: only they, or whoever files the dossier, take it out.")


class RefusalUnexplained(Refused):
    code, field, status = "refusal-unexplained", "reason", 422
    message = _("Say why you decline: whoever invited you reads it.")


class OfficialInvited(Refused):
    code, status = "official-invited", 403
    message = _(
        "Whoever serves in an office of the administration takes no part in a dossier as a private professional."
    )


class InvitationUnderway(Refused):
    code = "invitation-under-way"
    message = _("This person has already accepted: no reminder of the invitation is needed.")
