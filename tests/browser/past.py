"""What happened before the browser opens: two staffed towns, their people and keys, and a dossier at every stage.

Runs as a program of its own, in surroundings that name the sandboxes: `python -m tests.browser.past`. `mandate-ends EMAIL` ends,
yesterday, every mandate of a person; `completes DRAFT` answers every question of a citizen's draft and gives its documents.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

TOWNS = {
    "fr": "04.501.01.07",
    "ar": "01.571.01.07",
}  # Témara with its one-stop desk, Oued Laou under a provincial committee
PASSWORD = "une-phrase-de-passe-2026"


def main(arguments: list[str]) -> None:
    django.setup()
    if arguments[:1] == ["mandate-ends"]:
        _end_mandates(arguments[1])
    elif arguments[:1] == ["completes"]:
        _complete(int(arguments[1]))
    else:
        print(json.dumps(_tell()), flush=True)


def _tell() -> dict[str, Any]:
    from django.conf import settings

    from rokhas.journeys.answers import answers_for
    from rokhas.journeys.country import SIGNERS
    from rokhas.journeys.hands import DEMO_PIN, RealHands
    from rokhas.journeys.story import Story
    from rokhas.procedures.actions import seed

    seed()
    hands = RealHands(settings.ROKHAS_VAR / "agent")
    casts = {language: _staff(language) for language in TOWNS}
    for cast in casts.values():
        for word in filter(cast.people.__contains__, SIGNERS):
            hands.key_of(cast.people[word], datetime.now(UTC) - timedelta(days=60))
    dossiers = _dossiers(casts["fr"], hands)
    occupation = _occupation(casts["fr"], hands)
    files, answers = {}, {}
    for language, cast in casts.items():
        story = Story(cast, hands).draft()
        files[language] = _files(story, settings.ROKHAS_VAR / "plans" / language)
        answers[language] = answers_for(story.dossier.procedure, cast, grand=False)
    return {
        "pin": DEMO_PIN,
        "people": {
            language: {word: _person(person) for word, person in cast.people.items()}
            for language, cast in casts.items()
        },
        "towns": {language: _town(cast) for language, cast in casts.items()},
        "dossiers": dossiers,
        "enquiry": _enquiry(casts["fr"], hands),
        "occupation": occupation,
        "visit": _visit(casts["fr"], hands),
        "files": files,
        "answers": answers,
    }


def _staff(language: str) -> Any:
    """The people of a town, who speak its language and whose mail needs no proof; a clerk about to leave, a surveyor about to be
    known."""
    from allauth.account.models import EmailAddress

    from rokhas.accounts.actions import give_mandate
    from rokhas.accounts.models import Office, Person, Role
    from rokhas.journeys.cast import FIRST_DAY, cast_for
    from rokhas.journeys.company import ministry
    from rokhas.kernel.actor import system
    from rokhas.territory.models import Unit

    cast = cast_for(Unit.objects.get(pk=TOWNS[language]), password=PASSWORD)
    desk = Office.objects.get(mandates__person=cast.people["front-desk"])
    leaving = Person.objects.create_user(
        f"leaving.{language}@demo.example",
        PASSWORD,
        name_fr="Rachid Alami",
        name_ar="رشيد العلمي",
        is_fictional=True,
    )
    give_mandate(leaving, Role.FRONT_DESK, desk, by=system(), starts_on=FIRST_DAY, act="DEMO")
    cast.people["leaving"] = leaving
    cast.people["newcomer"] = Person.objects.create_user(
        f"newcomer.{language}@demo.example",
        PASSWORD,
        name_fr="Samira Fassi",
        name_ar="سميرة الفاسي",
        is_fictional=True,
    )
    cast.people["administrator"] = ministry(password=PASSWORD)["administrator"]
    for person in cast.people.values():
        EmailAddress.objects.get_or_create(
            user=person, email=person.email, defaults={"verified": True, "primary": True}
        )
        person.language = language
        person.save(update_fields=["language"])
    return cast


def _dossiers(cast: Any, hands: Any) -> dict[str, Any]:
    """One dossier at each stage, by the word of the stage."""
    from rokhas.dossiers.models import Conclusion, Dossier, Verdict
    from rokhas.journeys.country import moments
    from rokhas.journeys.story import Story

    changes = Conclusion.Sense.CHANGES_ASKED
    plots: dict[str, Callable[[Story], object]] = {
        "draft": lambda story: story.draft().give_pieces(without=["CONTRARCH"]),
        "unsigned": lambda story: story.draft().give_pieces(),
        "unsigned again": lambda story: story.draft().give_pieces(),
        "by keyboard": lambda story: story.draft().give_pieces(),
        "ready": lambda story: story.draft().give_pieces().sign_plans(),
        "ready again": lambda story: story.draft().give_pieces().sign_plans(),
        "deposited": lambda story: story.deposited(),
        "deposited again": lambda story: story.deposited(),
        "admitted": lambda story: story.deposited().admit(),
        "opinions": lambda story: story.deposited().admit().dispatch().opinion("prefecture"),
        "opinions again": lambda story: story.deposited().admit().dispatch(),
        "studied": lambda story: story.deposited().studied(),
        "concluded": lambda story: story.deposited().studied().conclude(),
        "to pay": lambda story: story.deposited().studied().conclude().sign_minutes(),
        "paid": lambda story: story.deposited().studied().conclude().sign_minutes().pay(),
        "letter": lambda story: (
            story.deposited().studied(urban_agency=Verdict.TO_MODIFY).conclude(changes).sign_minutes()
        ),
        "changes asked": lambda story: (
            story.deposited()
            .studied(urban_agency=Verdict.TO_MODIFY)
            .conclude(changes)
            .sign_minutes()
            .sign_letter()
        ),
        "inadmissible": lambda story: story.deposited().find_inadmissible("CONTRARCH"),
        "turned back": lambda story: story.deposited().find_inadmissible("CONTRARCH").sign_letter(),
        "again": lambda story: story.deposited().find_inadmissible("CONTRARCH").sign_letter().lodge_again(),
        "delivered": lambda story: story.delivered(),
        "late": lambda story: story.deposited().admit(),
    }
    told = {}
    for stage, plot in plots.items():
        story = Story(cast, hands, grand=stage in {"admitted", "opinions", "opinions again"})
        if stage == "late":
            story.at = moments(45)
        plot(story)
        told[stage] = _dossier(story)
    _write(Dossier.objects.get(pk=told["again"]["pk"]), cast)
    return told


def _enquiry(cast: Any, hands: Any) -> int:
    """A public enquiry that is open, in which two people have spoken."""
    from rokhas.journeys import enquiry
    from rokhas.journeys.country import moments
    from rokhas.journeys.scenarios import heard
    from rokhas.journeys.story import Story

    story = Story(cast, hands, procedure="classified-establishment", class_code="class_2", at=moments(9))
    heard(story)
    return int(enquiry.of(story).pk)


def _occupation(cast: Any, hands: Any) -> str:
    """The number of a terrace that was authorised for a quarter, and may be renewed by now."""
    from rokhas.journeys.country import moments
    from rokhas.journeys.story import Story

    terrace = {"activity": "odp_001", "quarters": "1"}
    story = Story(cast, hands, procedure="domain-ordinary", at=moments(45), answers=terrace)
    return str(story.delivered().dossier.number)


def _visit(cast: Any, hands: Any) -> dict[str, Any]:
    """A visit on its day: the building is photographed, what was seen is still to be said."""
    from rokhas.journeys import visits
    from rokhas.journeys.country import moments
    from rokhas.journeys.story import Story

    story = Story(cast, hands, procedure="occupancy-permit", at=moments(15))
    visits.photograph(visits.fix(story.deposited().admit()))
    return {"number": story.dossier.number, "task": story.dossier.tasks.get(kind="visit").pk}


def _write(dossier: Any, cast: Any) -> None:
    """The desk writes to the applicant of a dossier, who answers."""
    from rokhas.dossiers.actions.messages import answer_parties, ask_office

    answer_parties(
        dossier, "Votre dossier est complet.", office=dossier.desk, key=uuid4(), by=cast.actor("front-desk")
    )
    ask_office(dossier, "شكرا، وصلتني الرسالة.", office=dossier.desk, key=uuid4(), by=cast.actor("architect"))


def _dossier(story: Any) -> dict[str, Any]:
    from rokhas.payments.queries import order_for

    dossier = story.dossier
    dossier.refresh_from_db()
    order = order_for(f"dossiers.dossier:{dossier.pk}")
    return {
        "pk": dossier.pk,
        "number": dossier.number,
        "code": dossier.tracking_code,
        "tasks": {
            f"{task.kind} {task.office.kind if task.office else ''}".strip(): task.pk
            for task in dossier.tasks.open().select_related("office")
        },
        "papers": {
            paper.kind: {"pk": paper.pk, "code": paper.verification_code} for paper in dossier.papers.all()
        },
        "signed": dossier.tasks.filter(kind="signature").values_list("pk", flat=True).last(),
        "order": order.reference if order else "",
        "pieces": {piece.code: piece.pk for piece in dossier.pieces.order_by("since")},
        "replaced": [list(pair) for pair in _replaced(dossier)],
    }


def _replaced(dossier: Any) -> Iterator[tuple[int, int]]:
    """The files of the first version, each with the one that took its place."""
    before = {piece.code: piece.pk for piece in dossier.pieces.filter(until=2)}
    for piece in dossier.pieces.filter(since=2, code__in=before):
        yield before[piece.code], piece.pk


def _person(person: Any) -> dict[str, str]:
    return {"email": person.email, "fr": person.name_fr, "ar": person.name_ar}


def _town(cast: Any) -> dict[str, Any]:
    """The town, and a point well inside it, to click on the map."""
    from rokhas.territory.queries import at_point

    unit = cast.unit
    share = [0.5, 0.4, 0.6, 0.3, 0.7]
    tried = (
        (unit.west + east * (unit.east - unit.west), unit.south + north * (unit.north - unit.south))
        for east in share
        for north in share
    )
    lon, lat = next(point for point in tried if at_point(*point) == unit)
    return {"code": unit.pk, "fr": unit.name_fr, "ar": unit.name_ar, "lon": lon, "lat": lat}


def _files(story: Any, folder: Path) -> dict[str, str]:
    """A file for each main document, by its code."""
    from rokhas.dossiers.actions import editing
    from rokhas.dossiers.workflow.completeness import completeness

    folder.mkdir(parents=True)
    paths = {}
    for document in completeness(story.dossier, editing.editable_version(story.dossier)).documents:
        content, name = story.hands.draw(document, story.dossier)
        path = folder / name
        path.write_bytes(content)
        paths[document.code] = str(path)
    return paths


def _complete(draft: int) -> None:
    """What the person would type and scan for an hour."""
    from django.conf import settings

    from rokhas.dossiers.actions import filing
    from rokhas.dossiers.models import Dossier
    from rokhas.journeys.answers import answers_for
    from rokhas.journeys.cast import cast_for
    from rokhas.journeys.hands import RealHands
    from rokhas.journeys.story import Story
    from rokhas.territory.models import Unit

    dossier = Dossier.objects.get(pk=draft)
    casts = (cast_for(Unit.objects.get(pk=code)) for code in TOWNS.values())
    cast = next(cast for cast in casts if cast.people["applicant"] == dossier.filer)
    story = Story(cast, RealHands(settings.ROKHAS_VAR / "agent"), filer="applicant")
    by = story.actor("applicant")
    filing.place_land(dossier, by=by, unit=cast.unit)
    story.dossier = filing.answer(dossier, answers_for(dossier.procedure, cast, grand=False), by=by)
    story.give_pieces()


def _end_mandates(email: str) -> None:
    from rokhas.accounts.actions import end_mandate
    from rokhas.accounts.models import Mandate
    from rokhas.kernel.actor import system

    by = system()
    for mandate in Mandate.objects.filter(person__email=email):
        end_mandate(mandate, by=by, last_day=by.today() - timedelta(days=1))


if __name__ == "__main__":
    main(sys.argv[1:])
