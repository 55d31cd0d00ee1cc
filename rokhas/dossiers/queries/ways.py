"""What a decision tells its addressee to do: what follows, the ways to contest it that are open against it, the court."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from rokhas.documents.schema import Both
from rokhas.dossiers.models import PaperKind
from rokhas.dossiers.queries import wording
from rokhas.procedures.schema import Appeal, Contestable, Delay, Procedure

CONTESTED: dict[Contestable, PaperKind] = {
    "refusal": PaperKind.REFUSAL,
    "cancellation": PaperKind.CANCELLATION,
    "stay": PaperKind.STAY,
    "inadmissibility": PaperKind.INADMISSIBILITY,
}
WHAT: dict[str, Contestable] = {kind: what for what, kind in CONTESTED.items()}
FOLLOWS = {
    PaperKind.INADMISSIBILITY: _(
        "Complete the documents named above and deposit the dossier again on the platform. No new fee is due; the delay "
        "starts at the new deposit."
    ),
    PaperKind.RESERVES: _(
        "Answer the reserves on the platform by replacing the documents concerned. The members who raised them declare "
        "them lifted; the dossier then goes on by itself."
    ),
    PaperKind.CHANGES: _(
        "Change the project on the points above and deposit a new version on the platform: it is then studied again."
    ),
}
COURT = _(
    "You may contest this decision before the administrative court, within the time that its own law gives. You may also file a "
    "new application."
)
CONTEST = _(
    "You may contest this decision on the platform, once each way: %(ways)s. The page of the dossier says until when, from the "
    "day on which it was notified to you."
)
CONTEST_UNSURE = _(
    "You may contest this decision on the platform, once each way: %(ways)s (that these ways are open against it is to be "
    "confirmed). The page of the dossier says until when, from the day on which it was notified to you."
)


def against(what: Contestable, procedure: Procedure, office: str, roles: Collection[str]) -> list[Appeal]:
    """The ways to contest a decision signed by an office of this kind in one of these roles: none leads back to it."""
    return [each for each in procedure.remedies if each.contests(what) and not each.returns_to(office, roles)]


def told(what: Contestable, ways: list[Appeal]) -> Both:
    """These ways by their names, and the doubt where no text that is known says that they are open against it."""
    if not ways:
        return Both()
    found = filter(None, (each.contests(what) for each in ways))
    sure = all(each.law.certainty not in {"unsure", "constructed"} for each in found)

    def said() -> str:
        language = get_language() or "fr"
        named = gettext(", ").join(each.names.in_(language) for each in ways)
        return f"{CONTEST if sure else CONTEST_UNSURE}" % {"ways": named}

    return wording.both(said)


def in_turn(*said: Both) -> Both:
    """Sentences one below the other; those that say nothing are left out."""
    kept = [each for each in said if each.fr]
    return Both(fr="\n".join(each.fr for each in kept), ar="\n".join(each.ar for each in kept))


def of_letter(kind: PaperKind, procedure: Procedure, office: str, roles: Collection[str]) -> Both:
    """What a letter that a step signs tells: an inadmissible file is completed, or contested; a refusal is contested."""
    what = WHAT.get(kind)
    contest = told(what, against(what, procedure, office, roles)) if what else Both()
    if kind is PaperKind.REFUSAL:
        return in_turn(contest, wording.both(COURT))
    return in_turn(wording.both(FOLLOWS[kind]), contest)


def above(procedure: Procedure, office: str, roles: Collection[str]) -> Delay | None:
    """In what time a refusal is contested before those above; None where whoever signed it has nobody above here."""
    found = (each for each in against("refusal", procedure, office, roles) if each.to == "above")
    return next((each.within for each in found), None)
