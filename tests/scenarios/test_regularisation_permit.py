"""The regularisation permit: filed in the period that a text opens, with the agreement of the urban agency."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rokhas.dossiers.actions import filing
from rokhas.dossiers.errors import FilingClosed, FilingNotOpened
from rokhas.dossiers.models import Ending
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import current
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority


class Moment:
    """The moment of a story, a minute later at each act."""

    def __init__(self, first: datetime) -> None:
        self.now = first

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def test_what_was_deposited_in_its_period_goes_on_after_it_and_nothing_else_is_filed(
    db: None, authority: TestAuthority
) -> None:
    (period,) = current("regularisation-permit", datetime.now(UTC).date()).windows
    assert period.closes is not None
    last_day = datetime(period.closes.year, period.closes.month, period.closes.day, 10, tzinfo=UTC)
    moment = Moment(last_day)
    scene = Scene.opens(procedure="regularisation-permit", at=moment).deposited()
    begun = Scene(scene.cast, scene.hands, procedure="regularisation-permit", at=moment)
    begun.draft().give_pieces().sign_plans()
    moment.now = last_day + timedelta(days=1)
    with pytest.raises(FilingClosed, match=f"{period.closes:%d/%m/%Y}"):
        begun.lodge()
    version = ProcedureVersion.objects.get(pk="regularisation-permit.v1")
    with pytest.raises(FilingClosed):
        filing.open_draft(version, by=scene.actor("architect"))
    moment.now = datetime(period.opens.year, period.opens.month, period.opens.day, tzinfo=UTC) - timedelta(
        days=9
    )
    with pytest.raises(FilingNotOpened, match=f"{period.opens:%d/%m/%Y}"):
        filing.open_draft(version, by=scene.actor("applicant"))
    moment.now = last_day + timedelta(days=2)
    while not scene.dossier.is_ended:
        scene.goes_on()
    assert scene.dossier.ending == Ending.DELIVERED
    assert scene.dossier.tasks.filter(step_code="agreement", office__kind="urban_agency").exists()
