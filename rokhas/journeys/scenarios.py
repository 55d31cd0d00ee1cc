"""The dossiers of the demonstration: which procedure, where, how long ago it began, how far it went, in whose words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle
from typing import TypedDict

from rokhas.dossiers.models import Conclusion, Verdict
from rokhas.dossiers.workflow.completeness import completeness
from rokhas.journeys import buildings, enquiry, occupations
from rokhas.journeys.cast import FAMILY, GIVEN
from rokhas.journeys.desk import deposit_at_desk, type_everything
from rokhas.journeys.lands import title_in
from rokhas.journeys.practice import asked_of, invite_around
from rokhas.journeys.requests import BY_PROCEDURE, BY_SUBJECT, UNDER_ENQUIRY, request_under
from rokhas.journeys.story import Story
from rokhas.procedures.queries import reasons_for
from rokhas.procedures.schema import Kind, Procedure, ReasonKind

Plot = Callable[[Story], object]
Sense = Conclusion.Sense

# A commune with its one-stop desk; an arrondissement; communes under their provincial committee.
TEMARA, ANFA, MARTIL, AZROU, RURAL = (
    "04.501.01.07",
    "06.141.01.01",
    "01.573.01.03",
    "03.271.01.01",
    "04.501.03.01",
)


class _Somebody(TypedDict):
    place: tuple[str, str]
    beneficiary: tuple[str, str]


@dataclass(frozen=True)
class Scenario:
    """A dossier to show; `title` is how it is known, and what says that it was already played."""

    procedure: str
    commune: str
    days_ago: int
    plot: Plot
    title: str
    title_ar: str
    place: tuple[str, str]
    beneficiary: tuple[str, str]
    grand: bool = False
    answers: dict[str, object] = field(default_factory=dict)
    class_code: str = ""

    @property
    def meant(self) -> dict[str, dict[str, str]]:
        """What the questions with a meaning are answered, in each language."""
        return {
            "project": {"fr": self.title, "ar": self.title_ar},
            "situation": {"fr": self.place[0], "ar": self.place[1]},
            "beneficiary": {"fr": self.beneficiary[0], "ar": self.beneficiary[1]},
            "title_number": dict.fromkeys(("fr", "ar"), title_in(self.commune, sum(map(ord, self.title)))),
        }


def draft(story: Story) -> None:
    """All is answered; a main document is still missing, and professionals are invited where the place has some."""
    story.draft()
    state = completeness(story.dossier, story.dossier.version)
    expected = asked_of(story)
    mine = [document.code for document in state.documents if document.code not in expected]
    story.give_pieces(without=[mine[-1], *expected])
    invite_around(story)


def inadmissible(story: Story) -> None:
    story.deposited().find_inadmissible(story.asked_main()[-1].code).sign_letter()


def decided(story: Story, sense: Conclusion.Sense) -> Story:
    """An office that studies alone concludes with the first reason that its catalogue offers."""
    task = story.task(Kind.CONCLUSION)
    assert task.office is not None
    kind: ReasonKind = "modification" if sense == Sense.CHANGES_ASKED else "unfavourable"
    reason = reasons_for(story.dossier.procedure, task.office.kind, {kind})[0]
    return story.conclude(
        sense, reasons=[{"code": reason.code, "values": dict.fromkeys(reason.blanks, "à préciser")}]
    )


def studied(story: Story, **verdicts: Verdict) -> Story:
    return story.deposited().studied(**verdicts)


COMMISSION: dict[str, Plot] = {
    "delivered": lambda story: story.delivered(),
    "paid": lambda story: studied(story).conclude().sign_minutes().pay(),
    "to pay": lambda story: studied(story).conclude().sign_minutes(),
    "changes": lambda story: (
        studied(story, urban_agency=Verdict.TO_MODIFY)
        .conclude(Sense.CHANGES_ASKED)
        .sign_minutes()
        .sign_letter()
    ),
    "changed": lambda story: (
        studied(story, prefecture=Verdict.TO_MODIFY)
        .conclude(Sense.CHANGES_ASKED)
        .sign_minutes()
        .sign_letter()
        .lodge_again()
        .admit()
    ),
    "first opinions": lambda story: story.deposited().admit().dispatch().opinion("commune"),
    "admitted": lambda story: story.deposited().admit(),
    "deposited": lambda story: story.deposited(),
    "draft": draft,
    "inadmissible": inadmissible,
    "studied": studied,
    "concluded": lambda story: studied(story).conclude(),
    "reserves": lambda story: (
        studied(story, commune=Verdict.RESERVED).conclude(Sense.MINOR_RESERVES).sign_minutes().sign_letter()
    ),
    "reserves answered": lambda story: (
        studied(story, urban_agency=Verdict.RESERVED)
        .conclude(Sense.MINOR_RESERVES)
        .sign_minutes()
        .sign_letter()
        .answer_reserves()
    ),
    "refused": lambda story: (
        studied(story, urban_agency=Verdict.UNFAVOURABLE)
        .conclude(Sense.UNFAVOURABLE)
        .sign_minutes()
        .sign_letter()
    ),
}
ALONE: dict[str, Plot] = {
    "delivered": lambda story: story.delivered(),
    "to sign": lambda story: studied(story).conclude(),
    "changes": lambda story: decided(studied(story), Sense.CHANGES_ASKED).sign_letter(),
    "admitted": studied,
    "deposited": lambda story: story.deposited(),
    "refused": lambda story: decided(studied(story), Sense.UNFAVOURABLE).sign_letter(),
    "inadmissible": inadmissible,
    "draft": draft,
}
# Typed by a clerk for a person who comes to the desk: deposited, and waiting for their consent.
AT_THE_DESK: dict[str, Plot] = {"at the desk": deposit_at_desk, "being typed": type_everything}
# How long ago each began, so that none is late by construction and some are.
DAYS = {
    "delivered": 40, "paid": 24, "to pay": 18, "changes": 16, "changed": 26, "first opinions": 8, "admitted": 3, "deposited": 1,
    "draft": 0, "inadmissible": 9, "studied": 14, "concluded": 15, "reserves": 12, "reserves answered": 17, "refused": 30,
    "to sign": 6, "at the desk": 1, "being typed": 0,
}  # fmt: skip
PROJECTS = (
    ("Construction d’une villa en R+1 avec patio", "بناء فيلا من سفلي وطابق مع فناء"),
    ("Construction d’une maison en R+2", "بناء منزل من سفلي وطابقين"),
    ("Extension d’une maison et clôture", "توسيع منزل وبناء سور"),
)
BLOCKS = (
    ("Construction d’un immeuble en R+5 avec commerces", "بناء عمارة من سفلي وخمسة طوابق بمحلات تجارية"),
    ("Construction d’une résidence de 36 logements", "بناء إقامة من 36 مسكنا"),
)
REPAIRS = (
    ("Réfection de l’étanchéité et de la peinture", "إصلاح العزل المائي والصباغة"),
    ("Réfection du carrelage et de la plomberie", "إصلاح الزليج وأنابيب الماء"),
    ("Réparation des enduits intérieurs", "إصلاح التلبيس الداخلي"),
)
SHOPS = (
    ("com_001", "Épicerie Al Baraka", "بقالة البركة"),
    ("com_031", "Chaussures Atlas", "أحذية الأطلس"),
    ("srv_112", "Salon Al Amal", "صالون الأمل"),
    ("art_037", "Couture Yasmine", "خياطة ياسمين"),
    ("com_081", "Librairie Ibn Khaldoun", "مكتبة ابن خلدون"),
)
STREETS = (
    ("rue des Orangers", "زنقة البرتقال"),
    ("avenue des Palmiers", "شارع النخيل"),
    ("rue Ibn Battouta", "زنقة ابن بطوطة"),
    ("rue de la Source", "زنقة العين"),
)
# The first are played before the doors open: one at each of the stages that one wants to look at, in the same town.
FIRST = (
    ("building-permit", "delivered"), ("building-permit", "paid"), ("building-permit", "to pay"), ("building-permit", "changes"),
    ("building-permit", "first opinions"), ("building-permit", "admitted"), ("building-permit", "deposited"),
    ("building-permit", "draft"), ("refurbishment-permit", "at the desk"), ("refurbishment-permit", "to sign"),
    ("simple-declaration", "admitted"), ("simple-declaration", "delivered"),
)  # fmt: skip
REST = tuple(
    (procedure, stage)
    for procedure, stages in (
        ("building-permit", (*COMMISSION, "deposited", "admitted", "studied", "first opinions", "delivered")),
        (
            "refurbishment-permit",
            (*ALONE, "deposited", "admitted", "to sign", "delivered", "to sign", "being typed"),
        ),
        (
            "simple-declaration",
            (*ALONE, "deposited", "admitted", "to sign", "delivered", "deposited", "delivered"),
        ),
    )
    for stage in stages
)
NOT_SMALL = frozenset(
    {"first opinions"}
)  # a small project is examined in the session: nobody answers before the others


def stopped_after(steps: int) -> Plot:
    """Deposited, then so many steps more, whatever they are: where a dossier of any procedure is under way."""

    def plot(story: Story) -> None:
        story.deposited()
        for _ in range(steps):
            story.goes_on()

    return plot


def across(catalogue: Iterable[Procedure], today: date) -> Iterator[Scenario]:
    """Of each procedure that the sixty do not show, a dossier delivered and one under way, in the towns where all is open.

    One that a text lets be filed in a period that is over is left out.
    """
    shown = {procedure for procedure, _stage in FIRST}
    communes = cycle((TEMARA, ANFA))
    others = (each for each in catalogue if each.code not in shown)
    for number, procedure in enumerate(others, start=100):
        fr, ar = request_under(procedure)
        commune = next(communes)
        for lot, days_ago, plot in (
            (number, 45, COMMISSION["delivered"]),
            (number + 100, 2 + number % 4, stopped_after(number % 3)),
        ):
            if procedure.may_be_filed(today - timedelta(days=days_ago)):
                yield Scenario(
                    procedure=procedure.code,
                    commune=commune,
                    days_ago=days_ago,
                    plot=plot,
                    title=f"{fr}, n° {lot}",
                    title_ar=f"{ar}، رقم {lot}",
                    **_where_and_whose(lot, lot),
                )


def heard(story: Story) -> None:
    """Announced, and open for some days yet: a neighbour has spoken on line, another at the desk."""
    story.deposited().admit()
    enquiry.announce(story)
    enquiry.oppose(story)
    enquiry.come_to_the_desk(story)


def under_enquiry(catalogue: Iterable[Procedure]) -> Iterator[Scenario]:
    """Of each procedure that hears the quarter, a request whose public enquiry is open."""
    for number, procedure in enumerate(catalogue, start=400):
        step = next((step for step in procedure.steps if step.enquiry), None)
        if step is None:
            continue
        (fr, ar), answers = UNDER_ENQUIRY[procedure.code]
        yield Scenario(
            procedure=procedure.code,
            commune=TEMARA,
            days_ago=9,
            plot=heard,
            title=f"{fr}, n° {number}",
            title_ar=f"{ar}، رقم {number}",
            **_where_and_whose(number, number),
            answers=answers,
            class_code=step.classes[0] if step.classes else "",
        )


def whole_buildings() -> Iterator[Scenario]:
    """Buildings from their permit to the day one lives in them, with all that came between."""
    for number, (plot, (fr, ar)) in enumerate(
        ((buildings.lived_in, PROJECTS[1]), (buildings.changed_and_used, PROJECTS[0])), start=500
    ):
        yield Scenario(
            procedure="building-permit",
            commune=TEMARA,
            days_ago=75,
            plot=plot,
            title=f"{fr}, lot {number}",
            title_ar=f"{ar}، البقعة {number}",
            **_where_and_whose(number, number),
        )


def subdivisions() -> Iterator[Scenario]:
    """Divided lands, from their permit to the acceptance of their equipment: one accepted for good, one to be visited."""
    fr, ar = BY_SUBJECT["subdivision"]
    plots = ((470, buildings.accepted), (30, buildings.to_be_visited))
    for number, (days_ago, plot) in enumerate(plots, start=520):
        yield Scenario(
            procedure="subdivision-permit",
            commune=TEMARA,
            days_ago=days_ago,
            plot=plot,
            title=f"{fr}, n° {number}",
            title_ar=f"{ar}، رقم {number}",
            **_where_and_whose(number, number),
        )


def on_two_communes() -> Scenario:
    """A large project on land of two communes: deposited at the province, one of them has answered, the other has not."""
    return Scenario(
        procedure="building-permit",
        commune=TEMARA,
        days_ago=7,
        plot=COMMISSION["first opinions"],
        title="Construction d’une résidence sur deux communes, n° 560",
        title_ar="بناء إقامة على جماعتين، رقم 560",
        **_where_and_whose(560, 560),
        grand=True,
        answers={"several_communes": "several"},
    )


def occupied() -> Iterator[Scenario]:
    """Occupations of the public domain as they run: one renewed, one ended by its holder, one whose second year is not paid."""
    for number, (days_ago, procedure, plot, answers) in enumerate(
        (
            (85, "domain-ordinary", occupations.renewed, {"activity": "odp_001", "quarters": "1"}),
            (60, "domain-advertising", occupations.ceased, {"activity": "odp_025", "faces_surface": "8"}),
            (
                480,
                "domain-advertising",
                occupations.unpaid,
                {"activity": "odp_025", "faces_surface": "12", "years": "3"},
            ),
        ),
        start=600,
    ):
        fr, ar = BY_PROCEDURE[procedure]
        yield Scenario(
            procedure=procedure,
            commune=TEMARA,
            days_ago=days_ago,
            plot=plot,
            title=f"{fr}, n° {number}",
            title_ar=f"{ar}، رقم {number}",
            **_where_and_whose(number, number),
            answers=dict(answers),
        )


def scenarios() -> Iterator[Scenario]:
    """The sixty dossiers of the demonstration, the first ones first; always the same."""
    elsewhere = cycle((ANFA, RURAL, TEMARA, MARTIL, AZROU))
    for number, (procedure, stage) in enumerate((*FIRST, *REST), start=1):
        first = number <= len(FIRST)
        commune = TEMARA if first else next(elsewhere)
        grand = procedure == "building-permit" and (stage in NOT_SMALL or number % 5 == 0)
        yield _scenario(number, procedure, stage, commune, grand=grand)


def _scenario(number: int, procedure: str, stage: str, commune: str, *, grand: bool) -> Scenario:
    lot = 10 + number
    answers: dict[str, object] = {}
    if procedure == "building-permit":
        kinds = BLOCKS if grand else PROJECTS
        name = kinds[number % len(kinds)]
        title = (f"{name[0]}, lot {lot}", f"{name[1]}، البقعة {lot}")
    elif procedure == "refurbishment-permit":
        name = REPAIRS[number % len(REPAIRS)]
        title = (f"{name[0]}, n° {lot}", f"{name[1]}، رقم {lot}")
    else:
        activity, fr, ar = SHOPS[number % len(SHOPS)]
        answers, title = {"activity": activity}, (f"{fr}, n° {lot}", f"{ar}، رقم {lot}")
    plots = COMMISSION if procedure == "building-permit" else ALONE | AT_THE_DESK
    return Scenario(
        procedure=procedure,
        commune=commune,
        days_ago=DAYS[stage],
        plot=plots[stage],
        title=title[0],
        title_ar=title[1],
        **_where_and_whose(number, lot),
        grand=grand,
        answers=answers,
    )


def _where_and_whose(number: int, lot: int) -> _Somebody:
    street = STREETS[number % len(STREETS)]
    given, family = GIVEN[number % len(GIVEN)], FAMILY[number * 3 % len(FAMILY)]
    return {
        "place": (f"Lot {lot}, {street[0]}", f"البقعة {lot}، {street[1]}"),
        "beneficiary": (f"{given[0]} {family[0]}", f"{given[1]} {family[1]}"),
    }
