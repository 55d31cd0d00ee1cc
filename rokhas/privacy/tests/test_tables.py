"""Nothing is held of a person that the catalogue does not know, and everything it promises is in the copy of one's data."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from rokhas.accounts.models import Person
from rokhas.accounts.queries import actor_of
from rokhas.dossiers.models import RaisedPoint
from rokhas.privacy.queries import copy_of
from rokhas.privacy.schema import Table, catalogue, tables
from rokhas.testing.scene import Scene

# Names of columns that say something of a person, whoever the row belongs to.
SAYING = ("email", "phone", "cnie", "identity", "answers", "recipient", "user_agent", "_sealed")
# What such a column holds there is of nobody.
OF_NOBODY = {"socialaccount.SocialApp": "the platform's own account with a provider of identities"}


def tables_of_persons() -> Iterator[type[models.Model]]:
    """Those that lead to a person, and those whose columns say something of one."""
    for model in apps.get_models():
        columns = model._meta.concrete_fields
        leads = any(column.is_relation and column.related_model is Person for column in columns)
        says = any(word in column.name for word in SAYING for column in columns)
        if (model is Person or leads or says) and model._meta.label not in OF_NOBODY:
            yield model


def test_every_table_that_holds_something_of_a_person_is_known() -> None:
    known = {each.table for each in tables()}
    assert {model._meta.label for model in tables_of_persons()} - known == set()
    assert len(known) == len(tables()), "once each"


@pytest.mark.parametrize("held", tables(), ids=lambda held: held.table)
def test_a_known_table_exists_with_what_is_said_of_it(held: Table) -> None:
    model = apps.get_model(held.table)
    assert held.retention in {kind.code for kind in catalogue().kinds}
    for name in held.columns:
        assert hasattr(model, name.partition(".")[0]), name
    secret = {
        column for column in held.columns if "secret" in column or "digest" in column or column == "data"
    }
    assert secret == set()


@pytest.mark.django_db
def test_the_copy_holds_every_part_that_is_promised(scene: Scene) -> None:
    person: Person = scene.cast.people["architect"]
    data = copy_of(person, actor_of(person)).data
    assert {each.copied for each in tables()} - {""} <= data.keys()
    (entry,) = data["registrations"]["registerentry"]
    assert entry["number"]
    assert set(data["sign_in"]) == {"emailaddress", "authenticator", "usersession", "socialaccount"}


@pytest.mark.django_db
def test_the_copy_tells_no_point_before_the_conclusion_that_tells_it(lodged: Scene) -> None:
    person = lodged.dossier.filer
    point = RaisedPoint.objects.create(
        dossier=lodged.dossier,
        office=lodged.cast.offices["commune"],
        code="URB-01",
        reason={},
        raised_in=1,
        raised_at=lodged.actor("commune").now(),
    )
    assert copy_of(person, actor_of(person)).data["points"] == {"raisedpoint": []}
    point.told_at = point.raised_at
    point.save(update_fields=["told_at"])
    (told,) = copy_of(person, actor_of(person)).data["points"]["raisedpoint"]
    assert (told["code"], "state" in told) == ("URB-01", False)
