"""Refusals while a request is prepared, and while it is lodged."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class NotADraft(Refused):
    code = "not-a-draft"
    message = _("This dossier has been lodged: it can no longer be changed here.")


class FilingClosed(Refused):
    code = "filing-closed"
    message = _(
        "This request could be filed from %(opens)s to %(closes)s, and no later period is open: %(law)s. The page of the "
        "procedure will announce the next one. What is already deposited goes on."
    )


class FilingNotOpened(Refused):
    code = "filing-not-opened"
    message = _("This request may be filed from %(opens)s: %(law)s.")


class DossierIncomplete(Refused):
    code, status = "dossier-incomplete", 422
    message = _("The dossier cannot be lodged yet. Complete: %(missing)s.")


class AnswerNotUnderstood(Refused):
    code, status = "answer-not-understood", 422
    message = _("This answer does not fit the question: %(why)s")


class NothingToDerogate(Refused):
    code, status = "nothing-to-derogate", 422
    message = _(
        "By your answers the project keeps within every threshold: it needs no derogation. Ask for the building permit instead."
    )


class NotDerogable(Refused):
    code, status = "not-derogable", 422
    message = _("No text lets this threshold be derogated from: %(names)s. Change the project.")


class LandNotFound(Refused):
    code, field, status = "land-not-found", "parcel", 422
    message = _(
        "This point is in no commune of the territory. Choose a point inside the map, or the commune by its name."
    )


class LandInSeveralProvinces(Refused):
    code, field, status = "land-in-several-provinces", "communes", 422
    message = _(
        "The communes of this land are in several provinces (%(provinces)s). A request is deposited at one province or "
        "prefecture, whose governor signs: for this land, ask the ministry of the Interior first (%(law)s)."
    )


class LandInOneCommune(Refused):
    code, field, status = "land-in-one-commune", "communes", 422
    message = _(
        "Every place you chose is in the commune of %(commune)s. Answer that the land is in one commune, or choose the "
        "other commune."
    )


class LandMoved(Refused):
    code, field, status = "land-moved", "communes", 422
    message = _(
        "The communes of the land cannot change once the request is deposited: they say who receives and signs it. Withdraw it "
        "and file another one."
    )


class OfficeMissing(Refused):
    code = "office-missing"
    message = _(
        "No %(office)s is open on the platform for %(unit)s yet. The platform's administration must open it first."
    )


class ManifestNotSigned(Refused):
    code, status = "manifest-not-signed", 422
    message = _(
        "The plans have changed since the architect signed their list, or the list is not signed. Sign it, then lodge."
    )


class PlansMissing(Refused):
    code, status = "plans-missing", 422
    message = _("Give the plans first: there is nothing to sign yet.")


class OnlyMainDocuments(Refused):
    code, status = "only-main-documents", 422
    message = _(
        "A dossier is inadmissible only when a main document is missing, unsigned or unreadable. "
        "Documents of information may follow until delivery."
    )


class DraftChanged(Refused):
    code = "draft-changed"
    message = _(
        "A colleague of your office has changed this draft since you opened it. What you typed is still on this page: "
        "send it again to replace the draft, or reload the page to read it."
    )


class NothingReplaced(Refused):
    code, status = "nothing-replaced", 422
    message = _("Answer the remarks first: replace or add at least one document, or change an answer.")


DOUBT = "doubt-"


class Doubtful(Refused):
    """A file that may not do: the heuristic may be wrong, and the person may insist. The code begins with `DOUBT`."""

    status, field = 422, "file"


class LooksPhotographed(Doubtful):
    code = "doubt-photographed"
    message = _(
        "This file looks like a photograph by telephone: desks refuse them, because edges and dimensions cannot "
        "be trusted. Scan the paper flat, or use a scanning application, and send the PDF. If it is a scan all "
        "the same, send it anyway: the desk will see your mark."
    )


class FirstPageOnly(Doubtful):
    code = "doubt-first-page"
    message = _(
        "This file has %(pages)s page, and this document usually has %(expected)s or more: often only the first "
        "page was scanned. Scan every page into one PDF. If it is complete all the same, send it anyway: the "
        "desk will see your mark."
    )


class WrongKindOfFile(Refused):
    code, status = "wrong-kind-of-file", 422
    message = _("This document is asked as %(kinds)s. Save it in that format, then give it again.")


class DraftInUse(Refused):
    code = "draft-in-use"
    message = _("This draft cannot be erased: another service still holds it.")


class AnswersFrozen(Refused):
    code, status = "answers-frozen", 422
    message = _(
        "An answer to minor reserves replaces documents only: the project itself cannot change under the opinions already "
        "given. Put the answers back as they were deposited."
    )
