"""The lists that procedures share: written by one, published by another, in force from its day, never edited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from rokhas.editing import actions
from rokhas.editing.errors import CodeMisshapen, CodeTaken, EntryBeingWritten, NothingLike
from rokhas.editing.models import NextEntry
from rokhas.editing.queries.history import news, of_entry
from rokhas.editing.queries.registers import REGISTERS, latest_value, rows
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor, Held
from rokhas.kernel.errors import NotAllowed
from rokhas.procedures import queries
from rokhas.procedures.actions import enter, take_back
from rokhas.procedures.actions.drafts import mark_of
from rokhas.procedures.errors import (
    ChangedMeanwhile,
    DayAfterScheduled,
    DayTooSoon,
    GoneOnFrom,
    InForceAlready,
    MistakesLeft,
    NotBeingWritten,
    NothingChanged,
    OwnWriting,
    ReadAgain,
    TakenBack,
    TermsMissing,
    WithdrawnAlready,
)
from rokhas.procedures.models import Entry
from rokhas.procedures.queries import entries
from rokhas.tariffs.actions import enter_rate
from rokhas.tariffs.errors import RateOfThePast
from rokhas.tariffs.models import Tariff
from rokhas.tariffs.queries import tariff_for
from rokhas.territory.queries import competence

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TODAY, LATER, AFTER = date(2026, 11, 22), date(2026, 12, 1), date(2027, 1, 4)
REASONS, ACTIVITIES, RATES = (REGISTERS[name] for name in ("reasons", "activities", "rates"))


@pytest.fixture(autouse=True)
def _memory() -> Iterator[None]:
    """What a process remembers of the lists is that of one test."""
    entries.forget()
    yield
    entries.forget()


def actor(word: str, role: str = "content_editor", at: datetime = NOW) -> Actor:
    person, _ = get_user_model().objects.get_or_create(email=f"{word}@demo.example")
    return Actor(person.pk, frozenset({Held(role, 1)}), at=at)


def say(draft: NextEntry, by: str = "nadia", **given: Any) -> NextEntry:
    draft.refresh_from_db()
    return actions.write_entry(draft, given, seen=mark_of(draft.value, tuple(given)), by=actor(by))


def ready(draft: NextEntry, day: date = LATER, by: str = "nadia") -> NextEntry:
    draft.refresh_from_db()
    actions.set_entry_terms(
        draft,
        seen=mark_of(draft.terms),
        by=actor(by),
        effective_from=day,
        reason="Le texte change.",
        law="décret 2-18-577",
        certainty="sourced",
    )
    return actions.submit_entry(draft, by=actor(by))


def published(draft: NextEntry, day: date = LATER) -> NextEntry:
    draft = ready(draft, day)
    return actions.publish_entry(draft, revision=draft.revision, by=actor("brahim"))


def reworded(code: str = "URB-02", fr: str = "Autres mots : {valeur}.", day: date = LATER) -> NextEntry:
    draft = actions.begin_entry(REASONS, code, by=actor("nadia"))
    return published(say(draft, text={"fr": fr, "ar": "كلمات أخرى: {valeur}."}), day)


def test_a_reason_says_something_else_from_its_day_and_not_before(
    django_capture_on_commit_callbacks: Any,
) -> None:
    was = queries.reason("URB-02")
    with django_capture_on_commit_callbacks(execute=True):
        entry = reworded(fr="Hauteur : {limite}.".replace("limite", "valeur"))
    assert entry.key == "URB-02.1"
    assert queries.all_reasons(LATER - timedelta(days=1))["URB-02"] == was
    now = queries.all_reasons(LATER)["URB-02"]
    assert (now.text.fr, now.office, now.law) == ("Hauteur : {valeur}.", was.office, was.law)
    assert list(queries.all_reasons(LATER)) == list(queries.packaged_reasons())
    again = reworded(fr="Encore : {valeur}.", day=AFTER)
    entries.forget()
    assert again.key == "URB-02.2"
    assert queries.all_reasons(AFTER)["URB-02"].text.fr == "Encore : {valeur}."
    assert queries.all_reasons(LATER)["URB-02"].text.fr == "Hauteur : {valeur}."


def test_a_new_reason_is_begun_from_one_like_it_and_a_reason_is_retired() -> None:
    draft = actions.begin_entry(REASONS, "URB-99", like="URB-02", by=actor("nadia"))
    published(say(draft, text={"fr": "Nouveau motif.", "ar": "سبب جديد."}))
    published(say(actions.begin_entry(REASONS, "URB-03", by=actor("nadia")), retired=True))
    entries.forget()
    listed = queries.all_reasons(LATER)
    assert listed["URB-99"].text.ar == "سبب جديد."
    assert "URB-03" not in listed
    assert "URB-03" in queries.all_reasons(TODAY)


def test_an_activity_asks_another_procedure_from_its_day() -> None:
    code, activity = next(iter(queries.all_activities(TODAY).items()))
    published(say(actions.begin_entry(ACTIVITIES, code, by=actor("nadia")), procedure="ongoing-activity"))
    entries.forget()
    assert queries.all_activities(TODAY)[code] == activity
    now = queries.all_activities(LATER)[code]
    assert (now.procedure, now.branch, now.everyday) == (
        "ongoing-activity",
        activity.branch,
        activity.everyday,
    )


def test_a_rate_is_the_next_row_and_what_was_set_keeps_its_own() -> None:
    row = Tariff.objects.get(territory="04.421.01.0", fee="construction_tax", nature="individual_housing")
    here = competence("04.421.01.0")
    draft = actions.begin_entry(RATES, row.code, by=actor("nadia"))
    entry = published(say(draft, rate="29.00"))
    assert entry.key == f"{row.code}.2"
    before = tariff_for("construction_tax", "individual_housing", here, LATER - timedelta(days=1))
    after = tariff_for("construction_tax", "individual_housing", here, LATER)
    assert before == row
    assert after is not None
    assert (after.rate, after.unit, after.valid_from) == (Decimal(29), row.unit, LATER)
    row.refresh_from_db()
    assert row.valid_to is None
    actions.withdraw_entry(entry, motive="Délibération rapportée.", by=actor("sara"))
    assert tariff_for("construction_tax", "individual_housing", here, LATER) == row


def test_the_rate_of_another_place_is_within_the_bounds_of_the_law_and_given_once() -> None:
    country = "TOC-MA-IND"
    draft = actions.begin_entry(RATES, "TOC-TEST-IND", like=country, by=actor("nadia"))
    for place, rate, wrong in (
        ("nowhere", "25", "place"),
        ("04.421.01.0", "25", "place"),  # it has its own
        ("01.511.01.01", "31", "rate"),
        ("01.511.01.01", "", "rate"),
    ):
        draft = say(draft, place=place, rate=rate or None, floor=None, ceiling=None)
        found = RATES.mistakes(draft.code, draft.value, draft.like)
        assert wrong in {path[0] for path, _sentence in found}, (place, rate, found)
        with pytest.raises(MistakesLeft):
            ready(draft)
    for place in ("06", "06.141", "AUB"):  # a region, a prefecture, an urban agency
        wrong_place = say(draft, place=place, rate="25")
        assert [path for path, _said in RATES.mistakes(draft.code, wrong_place.value, draft.like)] == [
            ("place",)
        ]
    entry = published(say(draft, place="01.511.01.01", rate="25"))
    assert Tariff.objects.get(code=entry.key).territory_id == "01.511.01.01"
    assert latest_value(RATES, "TOC-TEST-IND", TODAY)


def test_a_rate_that_is_charged_is_not_followed_by_none() -> None:
    """What is charged is the last row that says an amount: one without would seem to end it, and would not."""
    row = Tariff.objects.get(territory="04.421.01.0", fee="construction_tax", nature="individual_housing")
    draft = say(actions.begin_entry(RATES, row.code, by=actor("nadia")), rate=None)
    assert [path for path, _said in RATES.mistakes(draft.code, draft.value)] == [("rate",)]
    with pytest.raises(MistakesLeft):
        ready(draft)
    bounds = say(actions.begin_entry(RATES, "TOC-MA-IND", by=actor("nadia")), ceiling="40.00")
    assert RATES.mistakes(bounds.code, bounds.value) == []


def test_what_ended_is_no_rate_of_today_and_the_last_bounds_of_the_law_bind() -> None:
    assert "TOC-MA-OLD-IND" not in RATES.values(TODAY), "the law of 1989 ended with 2007"
    with pytest.raises(NothingLike):
        actions.begin_entry(RATES, "TOC-MA-OLD-IND", by=actor("nadia"))
    # Two rows bound the occupation for works in the whole country; one of them has no day.
    Tariff.objects.filter(code="ODP-MA-WORKS").update(ceiling=Decimal(35))
    draft = actions.begin_entry(RATES, "ODP-TEST-WORKS", like="ODP-DEF-WORKS", by=actor("nadia"))
    draft = say(draft, place="01.511.01.01", rate="36", floor=None, ceiling=None)
    assert [path for path, _said in RATES.mistakes(draft.code, draft.value, draft.like)] == [("rate",)]


def test_a_rate_is_bound_by_the_law_of_its_day_and_not_by_that_of_a_later_one() -> None:
    country = actions.begin_entry(RATES, "TOC-MA-IND", by=actor("nadia"))
    published(say(country, ceiling="40.00"), AFTER)
    draft = actions.begin_entry(RATES, "TOC-CASA-IND", by=actor("nadia"))
    draft = say(draft, rate="35", floor=None, ceiling=None)
    wrong = [RATES.mistakes(draft.code, draft.value, "", day) for day in (LATER, AFTER, None)]
    assert [[path for path, _said in found] for found in wrong] == [[("rate",)], [], []]
    assert "20,00" in wrong[0][0][1]
    with pytest.raises(MistakesLeft):
        ready(draft, LATER)
    assert ready(draft, AFTER).is_submitted


def test_two_new_rates_of_one_place_under_two_codes_are_not_both_published() -> None:
    drafts = []
    for code, like in (("TOC-ONE-IND", "TOC-CASA-IND"), ("TOC-TWO-IND", "TOC-RABA-IND")):
        draft = actions.begin_entry(RATES, code, like=like, by=actor("nadia"))
        drafts.append(ready(say(draft, place="01.511.01.01", rate="25")))
    actions.publish_entry(drafts[0], revision=drafts[0].revision, by=actor("brahim"))
    with pytest.raises(MistakesLeft):
        actions.publish_entry(drafts[1], revision=drafts[1].revision, by=actor("brahim"))


def test_everybody_reads_the_amount_that_was_and_the_amount_that_will_be() -> None:
    published(say(actions.begin_entry(RATES, "TOC-CASA-COL", by=actor("nadia")), rate="18.50"))
    published(say(actions.begin_entry(RATES, "TOC-CASA-COL", by=actor("nadia")), rate="19.00"), AFTER)
    told = [each for each in news(TODAY) if each.kind == RATES.label]
    amounts = [(change.before[0].text, change.after[0].text) for each in told for change in each.changes]
    assert amounts == [("18,50", "19,00"), ("20,00", "18,50")]


def test_an_amount_written_otherwise_is_no_change() -> None:
    draft = actions.begin_entry(RATES, "TOC-CASA-COL", by=actor("nadia"))
    with pytest.raises(NothingChanged):
        ready(say(draft, rate="20"))


def test_the_words_that_people_say_are_written_like_the_rest() -> None:
    draft = actions.begin_entry(ACTIVITIES, "com_001", by=actor("nadia"))
    assert "everyday" in {shape.key for shape in ACTIVITIES.shapes(is_new=False)}
    published(say(draft, everyday=[*draft.value["everyday"], "bqal dial lhouma"]))
    entries.forget()
    queries._activities_with.cache_clear()  # rows of tests that were rolled back had the same numbers
    assert "bqal dial lhouma" in queries.all_activities(LATER)["com_001"].everyday


def test_what_is_wrong_is_told_at_its_place() -> None:
    draft = actions.begin_entry(REASONS, "URB-02", by=actor("nadia"))

    def wrong(**given: Any) -> set[tuple[str | int, ...]]:
        kept = say(draft, **given)
        return {path for path, _sentence in REASONS.mistakes(kept.code, kept.value)}

    assert wrong(text={"fr": "Sans blanc.", "ar": "كلمات {valeur}."}) == {("text", "ar")}
    assert wrong(text={"fr": "{nom}", "ar": "كلمات {nom}."}) == {("text", "fr"), ("text", "ar")}
    assert wrong(text={"fr": "{valeur!x}", "ar": "كلمات {valeur!x}."}) == {("text", "fr"), ("text", "ar")}
    assert wrong(text={"fr": "{valeur:>999999999}", "ar": "كلمات {valeur}."}) == {
        ("text", "fr"),
        ("text", "ar"),
    }
    assert wrong(text={"fr": "{", "ar": "كلمات"}) == {("text", "fr")}
    assert wrong(text={"fr": "{}", "ar": "كلمات {}"}) == {("text", "fr"), ("text", "ar")}
    assert wrong(text={"fr": "Un mot.", "ar": "Un mot."}) == {("text", "ar")}
    assert wrong(text={"fr": "Un mot.", "ar": ""}) == {("text", "ar")}
    assert wrong(text={"fr": "Un mot.", "ar": "كلمة"}, office="kitchen") == {("office",)}
    activity = actions.begin_entry(ACTIVITIES, "com_001", by=actor("nadia"))
    kept = say(activity, procedure="no-such-procedure")
    assert [path for path, _sentence in ACTIVITIES.mistakes(kept.code, kept.value)] == [("procedure",)]


def test_whoever_wrote_a_word_never_publishes_it_and_others_may_neither_write_nor_publish() -> None:
    draft = say(actions.begin_entry(REASONS, "URB-02", by=actor("nadia")), law="RGC art. 1")
    draft = ready(say(draft, by="sara", certainty="unsure"), by="sara")
    for who in ("nadia", "sara"):
        with pytest.raises(OwnWriting):
            actions.publish_entry(draft, revision=draft.revision, by=actor(who))
        with pytest.raises(OwnWriting):
            actions.send_entry_back(draft, remark="Non.", by=actor(who))
    for role in ("secretary", "support_agent", "president"):
        with pytest.raises(NotAllowed):
            actions.publish_entry(draft, revision=draft.revision, by=actor("hind", role))
        with pytest.raises(NotAllowed):
            actions.begin_entry(REASONS, "URB-05", by=actor("hind", role))
        with pytest.raises(NotAllowed):
            enter("reasons", "URB-05", {}, effective_from=LATER, by=actor("hind", role))
    with pytest.raises(NotAllowed):
        actions.begin_entry(REASONS, "URB-05", by=actor("idir", "platform_administrator"))
    with pytest.raises(ReadAgain):
        actions.publish_entry(draft, revision=draft.revision - 1, by=actor("brahim"))
    back = actions.send_entry_back(draft, remark="Citez l'article.", by=actor("brahim"))
    assert (back.state, back.remark) == ("written", "Citez l'article.")
    with pytest.raises(TakenBack):
        actions.publish_entry(back, revision=back.revision, by=actor("brahim"))
    kinds = Event.objects.filter(about=f"editing.nextentry:{draft.pk}").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["entry.begun", "entry.submitted", "entry.returned"]
    told = of_entry("reasons", "URB-02")
    assert [step.why for step in told][1] == "Le texte change."
    assert all("%(" not in step.sentence for step in told)


def test_one_next_entry_at_a_time_and_nothing_of_a_colleague_is_lost() -> None:
    draft = actions.begin_entry(REASONS, "URB-02", by=actor("nadia"))
    with pytest.raises(EntryBeingWritten):
        actions.begin_entry(REASONS, "URB-02", by=actor("sara"))
    seen = mark_of(draft.value, ("law",))
    say(draft, by="sara", law="RGC art. 2")
    with pytest.raises(ChangedMeanwhile):
        actions.write_entry(draft, {"law": "RGC art. 3"}, seen=seen, by=actor("nadia"))
    actions.write_entry(
        draft, {"source": "Bulletin"}, seen=mark_of(draft.value, ("source",)), by=actor("nadia")
    )
    draft.refresh_from_db()
    assert (draft.value["law"], draft.value["source"]) == ("RGC art. 2", "Bulletin")
    actions.abandon_entry(draft, by=actor("nadia"))
    with pytest.raises(NotBeingWritten):
        actions.abandon_entry(draft, by=actor("nadia"))
    assert actions.begin_entry(REASONS, "URB-02", by=actor("sara")).value == latest_value(
        REASONS, "URB-02", TODAY
    )


def test_codes_days_and_reasons_are_asked() -> None:
    for code, like, refusal in (
        ("URB-02", "URB-03", CodeTaken),
        ("urb 2", "URB-03", CodeMisshapen),
        ("URB-98", "URB-97", NothingLike),
        ("URB-97", "", NothingLike),
    ):
        with pytest.raises(refusal):
            actions.begin_entry(REASONS, code, like=like, by=actor("nadia"))
    draft = actions.begin_entry(REASONS, "URB-02", by=actor("nadia"))
    with pytest.raises(TermsMissing):
        actions.submit_entry(draft, by=actor("nadia"))
    with pytest.raises(DayTooSoon):
        ready(draft, TODAY)
    with pytest.raises(NothingChanged):
        ready(draft)
    row = Tariff.objects.get(code="TOC-MA-IND")
    with pytest.raises(RateOfThePast):
        enter_rate(
            row,
            code="X",
            place="",
            rate=Decimal(1),
            floor=None,
            ceiling=None,
            valid_from=TODAY,
            source="—",
            certainty="unsure",
            by=actor("nadia"),
        )


def test_what_is_published_is_withdrawn_before_its_day_or_never() -> None:
    entry = reworded()
    with pytest.raises(DayAfterScheduled):
        reworded(fr="Plus tôt : {valeur}.", day=LATER)
    draft = NextEntry.objects.open().get()
    with pytest.raises(GoneOnFrom):
        actions.withdraw_entry(entry, motive="Erreur.", by=actor("sara"))
    actions.abandon_entry(draft, by=actor("nadia"))
    on_its_day = actor("sara", at=datetime(2026, 12, 1, 9, tzinfo=UTC))
    with pytest.raises(InForceAlready):
        actions.withdraw_entry(entry, motive="Erreur.", by=on_its_day)
    row = Entry.objects.get(register="reasons", code="URB-02")
    with pytest.raises(InForceAlready):
        take_back(row, by=on_its_day)
    assert [each.title for each in news(TODAY) if each.kind == REASONS.label] == [reworded_title()]
    actions.withdraw_entry(entry, motive="Erreur.", by=actor("sara"))
    with pytest.raises(WithdrawnAlready):
        actions.withdraw_entry(entry, motive="Erreur.", by=actor("sara"))
    entries.forget()
    assert queries.all_reasons(LATER)["URB-02"] == queries.packaged_reasons()["URB-02"]
    assert [each for each in news(TODAY) if each.kind == REASONS.label] == []
    assert Event.objects.filter(kind="entry.withdrawn").count() == 1


def reworded_title() -> str:
    return "Autres mots : {valeur}."


def test_every_row_of_every_list_is_well_formed_and_listed_with_its_certainty() -> None:
    for register in REGISTERS.values():
        known = register.values(TODAY)
        assert known
        for code, value in known.items():
            assert register.codes.fullmatch(code), code
            assert register.mistakes(code, value) == [], code
        listed = rows(register, TODAY)
        assert [row.code for row in listed] == list(known)
        assert all(row.sure and row.title for row in listed)
    assert "URB-02" in [row.code for row in rows(REASONS, TODAY, "urb-02")][:2]
