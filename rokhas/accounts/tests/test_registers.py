"""A professional acts with a current entry in the register of their body: asked, granted, imported, suspended, restored."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from rokhas.accounts.actions import (
    approve_request,
    check_register,
    enter,
    import_register,
    refuse_request,
    request_entry,
    restore_entry,
    strike_off,
    suspend_entry,
)
from rokhas.accounts.errors import (
    EntryNotApproved,
    EntryStruckOff,
    NumberTaken,
    RegisterHasErrors,
    RegisterUnreadable,
    RequestDecided,
    RequestWaiting,
)
from rokhas.accounts.models import EntryRequest, Person, RegisterEntry, Role
from rokhas.accounts.queries import actor_of, entry_of
from rokhas.accounts.tests.offices import BEFORE, TODAY, administrator, browser, facts, person
from rokhas.kernel.actor import SYSTEM, Actor
from rokhas.kernel.errors import NotAllowed
from rokhas.kernel.words import TargetMissed
from rokhas.post.models import Message

BODY = "order_of_architects"
HEADING = "number,name_fr,name_ar,since,status,reason\n"
REGISTER = (
    HEADING
    + "A 1,Salma Tazi,سلمى التازي,2020-01-01,approved,\n"
    + "A 2,Reda Naciri,رضا الناصري,2021-05-04,suspended,Décision 4/2026\n"
).encode()


def asked(who: Person, number: str = "a  1") -> EntryRequest:
    return request_entry(
        who, by=actor_of(who), body=BODY, number=number, practice="Cabinet", proof="Attestation 7"
    )


def entered(who: Person, number: str = "A 1") -> RegisterEntry:
    return enter(who, body=BODY, number=number, since=BEFORE, by=SYSTEM)


def is_current(who: Person) -> bool:
    entry = entry_of(who.pk, [BODY], TODAY)
    return entry is not None and entry.state(TODAY) == "approved"


def test_a_request_granted_gives_the_profession_and_says_so(applicant: Person) -> None:
    keeper, request = administrator(), asked(applicant)
    assert asked(applicant).pk == request.pk, "a second click"
    entry = approve_request(request, by=keeper)
    assert approve_request(request, by=keeper) == entry
    assert (entry.number, entry.person) == ("A 1", applicant)
    assert actor_of(applicant).has_role(Role.ARCHITECT)
    assert is_current(applicant)
    assert Message.objects.count() == 1
    assert facts("register.granted") == 1
    with pytest.raises(RequestDecided):
        refuse_request(request, by=keeper, reason="non")


def test_a_refused_request_gives_nothing_and_tells_why(applicant: Person) -> None:
    request = refuse_request(asked(applicant), by=administrator(), reason="Numéro d’un autre")
    assert not actor_of(applicant).has_role(Role.ARCHITECT)
    assert "Numéro d’un autre" in Message.objects.get().body
    assert "Numéro" not in request.reason_sealed


def test_only_the_keeper_decides_and_never_for_oneself(applicant: Person) -> None:
    keeper = administrator()
    own = asked(Person.objects.get(pk=keeper.person_pk), "A 9")
    for by in (actor_of(applicant), Actor(None)):
        with pytest.raises(NotAllowed):
            approve_request(own, by=by)
    with pytest.raises(NotAllowed):
        approve_request(own, by=keeper)
    with pytest.raises(NotAllowed):
        import_register(BODY, REGISTER, by=actor_of(applicant))
    with pytest.raises(NotAllowed):
        suspend_entry(entered(applicant), by=actor_of(applicant), reason="x")


def test_a_number_is_of_one_account(applicant: Person) -> None:
    entered(applicant)
    with pytest.raises(NumberTaken):
        approve_request(asked(person("rival")), by=administrator())
    with pytest.raises(RequestWaiting):
        asked(Person.objects.get(email="rival@demo.example"), "A 3")


def test_a_suspension_takes_the_right_away_until_it_is_lifted(applicant: Person) -> None:
    keeper, entry = administrator(), entered(applicant)
    suspend_entry(entry, by=keeper, reason="Décision 4/2026")
    assert not is_current(applicant)
    suspend_entry(entry, by=keeper, reason="encore")
    assert facts("register.suspended") == Message.objects.count() == 1
    restore_entry(entry, by=keeper, reason="Décision 5/2026")
    assert is_current(applicant)
    strike_off(entry, by=keeper, reason="Décision 6/2026")
    assert not is_current(applicant)
    with pytest.raises(EntryStruckOff):
        restore_entry(entry, by=keeper, reason="x")


def test_an_approval_has_its_dates(applicant: Person) -> None:
    entry = entered(applicant)
    RegisterEntry.objects.update(until=TODAY)
    assert is_current(applicant)
    entry.refresh_from_db()
    assert entry.state(TODAY + timedelta(days=1)) == "over"


def test_a_register_is_imported_once_and_corrected_after(applicant: Person) -> None:
    assert check_register(BODY, REGISTER, by=SYSTEM).counts == {"new": 2, "changed": 0, "same": 0, "wrong": 0}
    assert not RegisterEntry.objects.exists()
    import_register(BODY, REGISTER, by=SYSTEM)
    assert import_register(BODY, REGISTER, by=SYSTEM).count("same") == 2
    entered(applicant)
    later = REGISTER.replace(b"approved,", "suspended,Décision 8".encode())
    assert check_register(BODY, later, by=SYSTEM).count("changed") == 1
    import_register(BODY, later, by=SYSTEM)
    assert not is_current(applicant)
    assert "Décision 8" in Message.objects.get().body
    with pytest.raises(EntryNotApproved):
        enter(person("second"), body=BODY, number="A 2", since=BEFORE, by=SYSTEM)


@pytest.mark.parametrize(
    "line",
    [
        ",Salma,سلمى,2020-01-01,,",
        "A 3,,,2020-01-01,,",
        "A 3,Salma,سلمى,hier,,",
        "A 3,Salma,سلمى,2020-01-01,gone,",
        "A 3,Salma,سلمى,2020-01-01,suspended,",
        "A 1,Salma,سلمى,2020-01-01,,",
        "A 3,Salma",
        f"A 3,{'x' * 121},سلمى,2020-01-01,,",
    ],
)
def test_a_wrong_line_is_told_and_nothing_is_imported(line: str) -> None:
    content = REGISTER + line.encode()
    [wrong] = check_register(BODY, content, by=SYSTEM).wrong
    assert wrong.row == 4
    assert wrong.wrong
    with pytest.raises(RegisterHasErrors):
        import_register(BODY, content, by=SYSTEM)
    assert not RegisterEntry.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"number\nA 1", HEADING.encode(), b"x" * 2_000_001])
def test_what_is_no_register_is_refused(content: bytes) -> None:
    with pytest.raises(RegisterUnreadable):
        check_register(BODY, content, by=SYSTEM)


def test_the_word_says_what_it_would_do_then_does_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(REGISTER)
    call_command("professionals", "import", str(file), "--body", BODY, "--dry-run", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["new"], told["dry_run"]) == (2, True)
    assert not RegisterEntry.objects.exists()
    call_command("professionals", "import", str(file), "--body", BODY)
    assert RegisterEntry.objects.count() == 2
    file.write_bytes(REGISTER + b"A 3,,,,,")
    with pytest.raises(TargetMissed):
        call_command("professionals", "import", str(file), "--body", BODY, "--dry-run")


def test_the_keeper_imports_and_decides_on_the_pages(
    applicant: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    keeper = administrator()
    client, request = browser(keeper), asked(applicant)
    file = SimpleUploadedFile("register.csv", REGISTER)
    shown = client.post("/people/registers/import/", {"body": BODY, "file": file})
    assert shown.context["report"].count("new") == 2
    assert not RegisterEntry.objects.exists()
    given = {"body": BODY, "content": shown.context["content"], "confirm": "1"}
    assert client.post("/people/registers/import/", given).status_code == 302
    with django_assert_max_num_queries(10):
        assert "Salma Tazi" in client.get("/people/registers/").content.decode()
    here = f"/people/registers/requests/{request.pk}/"
    assert "Attestation 7" in client.get(here).content.decode()
    assert client.post(here, {"refuse": "1"}).context["form"].errors
    assert client.post(here, {"approve": "1"}).status_code == 302
    assert is_current(applicant)
    entry = RegisterEntry.objects.get(number="A 1")
    there = f"/people/registers/entries/{entry.pk}/"
    client.post(f"{there}suspension/", {"reason": "Décision 4/2026"})
    assert "Décision 4/2026" in client.get(there).content.decode()
    client.post(f"{there}restoration/", {"reason": "Décision 5/2026"})
    client.post(f"{there}striking-off/", {"reason": "Décision 6/2026"})
    entry.refresh_from_db()
    assert (entry.status, entry.reason) == ("struck_off", "Décision 6/2026")
    assert (
        client.get("/people/registers/?q=A 2&body=order_of_architects").context["page"].paginator.count == 1
    )


def test_a_professional_asks_from_their_account_and_sees_the_answer(applicant: Person) -> None:
    client = browser(actor_of(applicant))
    sent = {"body": BODY, "number": "A 1", "proof": "Attestation 7"}
    assert client.post("/account/register/", sent).status_code == 302
    assert "A 1" in client.get("/account/register/").content.decode()
    entered(applicant)
    suspend_entry(RegisterEntry.objects.get(), by=SYSTEM, reason="Décision 4/2026")
    assert "Décision 4/2026" in client.get("/account/register/").content.decode()
    for path in ("", "import/", f"entries/{RegisterEntry.objects.get().pk}/"):
        assert client.get(f"/people/registers/{path}").status_code == 404


def test_what_is_personal_is_sealed() -> None:
    import_register(BODY, REGISTER, by=SYSTEM)
    kept = io.StringIO()
    call_command("dumpdata", "accounts.registerentry", stdout=kept)
    assert "Tazi" not in kept.getvalue()
    assert "4/2026" not in kept.getvalue()
