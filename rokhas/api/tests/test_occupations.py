"""The program of a holder reads an occupation, ends it, and that of the office answers; the years are orders as any other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from rokhas.api.tests.conftest import Program, problem, told
from rokhas.occupations.actions import fees
from rokhas.occupations.models import Cessation, Occupation
from rokhas.occupations.tests.test_life import on, panel, running  # noqa: F401 - a fixture
from rokhas.testing.scene import Scene


def test_an_occupation_is_read_ended_and_answered_by_programs(
    panel: Scene,  # noqa: F811
    program: Callable[..., Program],
) -> None:
    begun = running(panel).since
    asked_on = (running(panel).next_fee_on or begun) - timedelta(days=30)
    fees.ask_yearly_fee(panel.dossier.pk, by=on(asked_on))
    holder = program(panel.cast.people[panel.filer])
    here = f"/dossiers/{panel.dossier.number}/occupation"
    said = holder.get(here)
    assert (said["since"], said["how"], said["end"]) == (begun.isoformat(), "", None)
    assert [(year["year"], year["total"]) for year in said["years"]] == [(2, "6000.00")]
    assert said["years"][0]["order"] == f"{panel.dossier.number}-A2-P1"

    early = holder.ask("POST", f"{here}/renewal", Idempotency_Key="renewal-0001")
    problem(early, 422, "renewal-too-early")
    today = panel.actor(panel.filer).today().isoformat()
    refused = holder.ask(
        "POST", f"{here}/end", {"on": today, "undertaken": False}, Idempotency_Key="end-00000"
    )
    problem(refused, 422, "undertaking-needed")
    ended = told(
        holder.ask("POST", f"{here}/end", {"on": today, "undertaken": True}, Idempotency_Key="end-00001"), 201
    )
    assert (ended["end"]["on"], ended["end"]["restored"]) == (today, None)

    declared = Cessation.objects.get()
    word = panel.cast.holder(declared.office, declared.roles.split())
    office = program(panel.cast.people[word])
    assert holder.ask("POST", f"{here}/end/answer", {"restored": True}).status_code == 403
    answered = told(office.ask("POST", f"{here}/end/answer", {"restored": True}), 200)
    assert (answered["how"], answered["ended_on"]) == ("ceased", today)
    assert answered["years"][0]["cancelled_at"] is not None
    assert not Occupation.objects.filter(ended_on=None).exists()
