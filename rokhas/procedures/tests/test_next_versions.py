"""The next version of a procedure is written by one, published by another, and touches nothing of what is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor, Held
from rokhas.kernel.errors import NotAllowed
from rokhas.procedures import queries
from rokhas.procedures.actions import (
    abandon,
    add,
    begin,
    move,
    publish,
    remove,
    seed,
    send_back,
    set_terms,
    submit,
    withdraw,
    write,
)
from rokhas.procedures.actions.drafts import at, mark_of
from rokhas.procedures.checks import mistakes_in, mistakes_of
from rokhas.procedures.errors import (
    AlreadyBeingWritten,
    BaseWithdrawn,
    CarriedOn,
    ChangedMeanwhile,
    DayAfterScheduled,
    DayTooFar,
    DayTooSoon,
    GoneOnFrom,
    InForceAlready,
    MistakesLeft,
    MotiveMissing,
    NotBeingWritten,
    NothingChanged,
    NothingThere,
    NotTheLast,
    OwnWriting,
    ReadAgain,
    TakenBack,
    TermsMissing,
    WithdrawnAlready,
)
from rokhas.procedures.models import NextVersion, ProcedureVersion
from rokhas.procedures.queries.schedule import to_begin_from
from rokhas.procedures.schema.shapes import Place
from rokhas.testing.definitions import TINY_FILE

pytestmark = pytest.mark.django_db
CODE = "tiny-declaration"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TODAY, LATER = date(2026, 11, 22), date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _memory() -> Iterator[None]:
    """Versions written here share their names from one test to the next."""
    yield
    queries.procedure_of.cache_clear()


def actor(word: str, role: str = "content_editor") -> Actor:
    person, _ = get_user_model().objects.get_or_create(email=f"{word}@demo.example")
    return Actor(person.pk, frozenset({Held(role, 1)}), at=NOW)


def base() -> ProcedureVersion:
    """The version of the file, published before anybody writes the next one."""
    seed([TINY_FILE], by=Actor(None, at=NOW - timedelta(days=1), is_system=True))
    return ProcedureVersion.objects.get(pk=TINY_FILE.stem)


def begun(by: str = "nadia") -> NextVersion:
    return begin(base(), by=actor(by))


def say(draft: NextVersion, place: Place, by: str = "nadia", **given: Any) -> NextVersion:
    draft.refresh_from_db()
    seen = mark_of(at(draft.value, place), tuple(given))
    return write(draft, place, given, seen=seen, by=actor(by))


def ready(by: str = "nadia", day: date = LATER) -> NextVersion:
    draft = say(begun(by), (), by, names={"fr": "Autre nom", "ar": "اسم آخر"})
    terms(draft, by, day)
    return submit(draft, by=actor(by))


def terms(draft: NextVersion, by: str = "nadia", day: date = LATER) -> NextVersion:
    draft.refresh_from_db()
    return set_terms(
        draft,
        seen=mark_of(draft.terms),
        by=actor(by),
        effective_from=day,
        reason="Le nom change.",
        law="décret 2-18-475",
        certainty="sourced",
    )


def published(day: date = LATER) -> ProcedureVersion:
    draft = ready(day=day)
    return publish(draft, revision=draft.revision, by=actor("brahim"))


def test_a_version_written_here_is_a_file_like_any_other_and_comes_into_force_on_its_day() -> None:
    version = published()
    assert (version.key, version.effective_from) == (f"{CODE}.v1001", LATER)
    assert mistakes_of({**queries.written_value(queries.procedure_of(version.key))}) == []
    assert queries.current(CODE, LATER - timedelta(days=1)).version == 1
    now = queries.current(CODE, LATER)
    assert (now.version, now.names.fr) == (1001, "Autre nom")
    before = queries.get(CODE, 1)
    assert (
        now.model_copy(update={"names": before.names, "version": 1, "effective_from": before.effective_from})
        == before
    )
    said = Event.objects.filter(kind__startswith="procedure.").order_by("pk")
    assert list(said.values_list("kind", flat=True)) == [
        "procedure.begun", "procedure.submitted", "procedure.published",
    ]  # fmt: skip


def test_what_a_text_says_is_what_its_mark_says_even_after_a_second_publication() -> None:
    first = published()
    again = begin(to_begin_from(CODE, TODAY), by=actor("nadia"))
    assert again.base_id == first.key
    terms(say(again, (), note="Une note."), day=LATER + timedelta(days=1))
    again = submit(again, by=actor("nadia"))
    second = publish(again, revision=again.revision, by=actor("brahim"))
    assert second.version == 1002
    assert queries.current(CODE, LATER).version == 1001
    assert queries.current(CODE, LATER + timedelta(days=1)).note == "Une note."
    assert queries.get(CODE, 1002).names.fr == "Autre nom"


def test_nobody_publishes_what_they_wrote_even_in_part() -> None:
    draft = ready()
    with pytest.raises(OwnWriting):
        publish(draft, revision=draft.revision, by=actor("nadia"))
    say(draft, (), "sara", note="Une note de Sara.")
    draft = submit(draft, by=actor("nadia"))
    with pytest.raises(OwnWriting):
        publish(draft, revision=draft.revision, by=actor("sara"))
    with pytest.raises(OwnWriting):
        send_back(draft, remark="Non.", by=actor("sara"))
    with pytest.raises(NotAllowed):
        publish(draft, revision=draft.revision, by=actor("hind", "secretary"))
    assert publish(draft, revision=draft.revision, by=actor("idir", "platform_administrator")).version == 1001


def test_only_a_content_editor_writes() -> None:
    file = base()
    for role in ("platform_administrator", "governor", "applicant"):
        with pytest.raises(NotAllowed):
            begin(file, by=actor("idir", role))
    draft = begin(file, by=actor("nadia"))
    administrator = actor("idir", "platform_administrator")
    for refused in (
        lambda: write(draft, (), {"note": "x"}, seen=mark_of(draft.value, ("note",)), by=administrator),
        lambda: terms_by(draft, administrator),
        lambda: submit(draft, by=administrator),
        lambda: abandon(draft, by=administrator),
    ):
        with pytest.raises(NotAllowed):
            refused()


def terms_by(draft: NextVersion, by: Actor) -> None:
    set_terms(
        draft,
        seen=mark_of(draft.terms),
        by=by,
        effective_from=LATER,
        reason="x",
        law="y",
        certainty="sourced",
    )


def test_a_draft_is_kept_as_given_and_its_mistakes_are_told_with_their_place() -> None:
    draft = say(begun(), ("steps", 0), names={"fr": "", "ar": "مراقبة"}, within={"quantity": "trois"})
    found = dict(mistakes_of(draft.value))
    assert {("steps", 0, "names", "fr"), ("steps", 0, "within", "quantity")} <= found.keys()
    assert "trois" in found["steps", 0, "within", "quantity"]
    terms(draft)
    with pytest.raises(MistakesLeft):
        submit(draft, by=actor("nadia"))


def test_the_mistakes_are_those_that_the_word_check_finds() -> None:
    draft = say(begun(), ("steps", 0), after=["nowhere"])
    (path, sentence), *_rest = mistakes_of(draft.value)
    text = TINY_FILE.read_text(encoding="utf-8")
    broken = text.replace("    roles:", "    after: [nowhere]\n    roles:", 1)
    assert path == ("steps", 0, "after", 0)
    if broken != text:
        assert sentence in {mistake.sentence for mistake in mistakes_in(broken, TINY_FILE.name)}


def test_two_editors_never_lose_each_other_s_words() -> None:
    draft = begun()
    seen = mark_of(draft.value, ("names",))
    note = mark_of(draft.value, ("note",))
    write(draft, (), {"names": {"fr": "A", "ar": "أ"}}, seen=seen, by=actor("nadia"))
    with pytest.raises(ChangedMeanwhile):
        write(draft, (), {"names": {"fr": "B", "ar": "ب"}}, seen=seen, by=actor("sara"))
    write(draft, (), {"note": "Une note."}, seen=note, by=actor("sara"))
    draft.refresh_from_db()
    assert (draft.value["names"]["fr"], draft.value["note"]) == ("A", "Une note.")
    assert draft.revision == 2
    assert set(draft.authors) == {actor("nadia").person_id, actor("sara").person_id}


def test_a_part_is_added_moved_and_taken_out_and_what_is_gone_is_said() -> None:
    draft = begun()
    window = {
        "opens": "2026-12-01",
        "closes": None,
        "law": {"text": "décret 2-23-103", "certainty": "unsure"},
    }
    add(draft, ("windows",), window, by=actor("nadia"))
    add(draft, ("windows",), window | {"opens": "2026-06-01"}, by=actor("nadia"))
    draft.refresh_from_db()
    assert "closes" not in draft.value["windows"][0]
    assert dict(mistakes_of(draft.value)).keys() == {("windows", 1, "opens")}
    move(draft, ("windows", 1), seen=mark_of(draft.value["windows"][1]), by=actor("nadia"))
    draft.refresh_from_db()
    assert [each["opens"] for each in draft.value["windows"]] == ["2026-06-01", "2026-12-01"]
    seen = mark_of(draft.value["windows"][1])
    with pytest.raises(ChangedMeanwhile):
        remove(draft, ("windows", 0), seen=seen, by=actor("sara"))
    remove(draft, ("windows", 1), seen=seen, by=actor("sara"))
    for gone in (("windows", 1), ("nowhere", 0)):
        with pytest.raises(NothingThere):
            remove(draft, gone, seen=seen, by=actor("sara"))
    with pytest.raises(NothingThere):
        move(draft, ("windows", 0), seen=mark_of(draft.value["windows"][0]), by=actor("sara"))


def test_what_identifies_a_procedure_is_never_rewritten() -> None:
    draft = say(begun(), (), code="other", prefix="X", version=7, family="economic", note="Une note.")
    assert (draft.value["code"], draft.value["version"], draft.value["note"]) == (CODE, 1, "Une note.")


def test_a_version_says_from_which_day_why_and_on_which_text() -> None:
    draft = say(begun(), (), note="Une note.")
    with pytest.raises(TermsMissing):
        submit(draft, by=actor("nadia"))
    with pytest.raises(DayTooSoon):
        terms(draft, day=TODAY)
    for never in (date(2037, 1, 1), date(9999, 12, 31)):
        with pytest.raises(DayTooFar):
            terms(draft, day=never)
    terms(draft, day=date(2036, 12, 31))
    with pytest.raises(TermsMissing):
        set_terms(
            draft,
            seen=mark_of(draft.terms),
            by=actor("nadia"),
            effective_from=LATER,
            reason=" ",
            law="x",
            certainty="unsure",
        )
    terms(draft)
    late = replace(actor("nadia"), at=NOW + timedelta(days=30))
    with pytest.raises(DayTooSoon):
        submit(draft, by=late)


def test_a_version_that_changes_nothing_is_not_submitted() -> None:
    with pytest.raises(NothingChanged):
        submit(terms(begun()), by=actor("nadia"))


def test_what_was_read_is_what_is_published() -> None:
    draft = ready()
    read = draft.revision
    say(draft, (), note="Encore.")
    with pytest.raises(TakenBack):
        publish(draft, revision=read, by=actor("brahim"))
    submit(draft, by=actor("nadia"))
    with pytest.raises(ReadAgain):
        publish(draft, revision=read, by=actor("brahim"))


def test_what_is_sent_back_says_why_and_can_be_submitted_again() -> None:
    draft = ready()
    with pytest.raises(MotiveMissing):
        send_back(draft, remark=" ", by=actor("brahim"))
    draft = send_back(draft, remark="L’article manque.", by=actor("brahim"))
    assert (draft.state, draft.remark) == ("written", "L’article manque.")
    draft = submit(draft, by=actor("nadia"))
    assert (draft.state, draft.remark) == ("submitted", "L’article manque.")


def test_one_next_version_at_a_time_and_from_the_last() -> None:
    file = base()
    draft = begin(file, by=actor("nadia"))
    with pytest.raises(AlreadyBeingWritten):
        begin(file, by=actor("sara"))
    abandon(draft, by=actor("sara"))
    with pytest.raises(NotBeingWritten):
        abandon(draft, by=actor("nadia"))
    published()
    with pytest.raises(NotTheLast):
        begin(file, by=actor("nadia"))


def test_a_version_comes_after_the_one_that_waits_for_its_day() -> None:
    first = published()
    draft = begin(first, by=actor("nadia"))
    with pytest.raises(DayAfterScheduled):
        terms(draft, day=LATER)
    terms(draft, day=LATER + timedelta(days=1))


def test_a_version_is_withdrawn_before_its_day_and_never_after() -> None:
    version = published()
    with pytest.raises(MotiveMissing):
        withdraw(version, motive="", by=actor("nadia"))
    with pytest.raises(InForceAlready):
        withdraw(version, motive="Trop tard.", by=replace(actor("nadia"), at=NOW + timedelta(days=9)))
    draft = begin(version, by=actor("nadia"))
    with pytest.raises(GoneOnFrom):
        withdraw(version, motive="Le décret est rapporté.", by=actor("nadia"))
    abandon(draft, by=actor("nadia"))
    withdraw(version, motive="Le décret est rapporté.", by=actor("nadia"))
    assert queries.current(CODE, LATER).version == 1
    assert all(each.version == 1 for each in queries.all_current(LATER) if each.code == CODE)
    with pytest.raises(WithdrawnAlready):
        withdraw(version, motive="Encore.", by=actor("nadia"))
    with pytest.raises(BaseWithdrawn):
        begin(version, by=actor("nadia"))
    with pytest.raises(NotAllowed):
        withdraw(ProcedureVersion.objects.get(pk=f"{CODE}.v1"), motive="Non.", by=actor("nadia"))
    assert begin(to_begin_from(CODE, LATER), by=actor("nadia")).base_id == f"{CODE}.v1"


def test_a_version_is_not_withdrawn_under_one_that_carries_its_changes() -> None:
    version = published()
    draft = say(begin(version, by=actor("nadia")), (), names={"fr": "Encore un nom", "ar": "اسم ثالث"})
    terms(draft, day=LATER + timedelta(days=1))
    draft = submit(draft, by=actor("nadia"))
    later = publish(draft, revision=draft.revision, by=actor("brahim"))
    with pytest.raises(CarriedOn):
        withdraw(version, motive="Le décret est rapporté.", by=actor("nadia"))
    withdraw(later, motive="Le décret est rapporté.", by=actor("nadia"))
    withdraw(version, motive="Le décret est rapporté.", by=actor("nadia"))
    assert queries.current(CODE, LATER).version == 1


def test_a_withdrawn_number_is_never_given_again() -> None:
    withdraw(published(), motive="Le décret est rapporté.", by=actor("nadia"))
    assert published().version == 1002


def test_a_later_file_neither_collides_nor_takes_the_place_of_what_was_written_here(tmp_path: Any) -> None:
    version = published()
    file = tmp_path / f"{CODE}.v2.yaml"
    text = TINY_FILE.read_text(encoding="utf-8").replace("version: 1", "version: 2")
    file.write_text(text.replace("2020-01-01", "2026-12-24"), encoding="utf-8")
    later = seed([file], by=Actor(None, at=NOW + timedelta(days=1), is_system=True))
    assert [each.key for each in later] == [f"{CODE}.v2"]
    assert queries.current(CODE, date(2027, 1, 1)).version == version.version
    assert begin(later[0], by=actor("nadia")).base_id == f"{CODE}.v2"


def test_a_file_is_never_numbered_among_the_versions_written_here() -> None:
    text = TINY_FILE.read_text(encoding="utf-8").replace("version: 1", "version: 1001")
    (found,) = mistakes_in(text, f"{CODE}.v1001.yaml")
    assert "1000" in found.sentence
