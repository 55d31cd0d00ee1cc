"""A request whose period is over: it is said before anything is begun, and the next period as soon as it is published."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rokhas.accounts.models import Person
from rokhas.dossiers.queries.eligibility import standing
from rokhas.dossiers.queries.periods import closed
from rokhas.procedures.actions import seed
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import current

CODE = "regularisation-permit"
OVER = ("08/05/2023", "08/05/2025")


@pytest.fixture
def reader(db: None) -> Client:
    seed()
    client = Client(headers={"accept-language": "fr"})
    client.force_login(
        Person.objects.create_user("lectrice@test.example", name_fr="Lectrice", name_ar="قارئة")
    )
    return client


def pages() -> list[str]:
    check = reverse("dossiers:eligibility", args=[CODE])
    procedure = current(CODE, timezone.localdate())
    given: dict[str, str] = {}
    while question := standing(procedure, given).following:
        given[question.code] = next(each.code for each in procedure.options(question) if not each.leads)
    return [
        reverse("web:procedure", args=[CODE]),
        reverse("dossiers:new", args=[CODE]),
        check,
        f"{check}?{urlencode(given)}&later=1",
    ]


def announce(begins: date, opens: date, closes: date) -> None:
    now = ProcedureVersion.objects.get(code=CODE)
    text = now.text.replace("2023-05-08", str(opens)).replace("2025-05-08", str(closes))
    assert text != now.text
    text = text.replace("version: 1", "version: 2", 1).replace(str(now.effective_from), str(begins), 1)
    ProcedureVersion.objects.create(
        key=f"{CODE}.v2",
        code=CODE,
        version=2,
        text=text,
        sha256="0" * 64,
        effective_from=begins,
        published_at=timezone.now(),
    )


def test_a_period_that_is_over_is_said_everywhere_before_anything_begins(reader: Client) -> None:
    for page in pages():
        answer = reader.get(page)
        html = answer.content.decode()
        assert answer.status_code == 200, page
        said = html.index(OVER[1])
        assert OVER[0] in html
        assert said < html.index("<h2"), "above all the rest"
        start = reverse("dossiers:new", args=[CODE])
        assert f'href="{start}"' not in html, page
        assert f'href="{start}?' not in html, page
        assert f'action="{start}' not in html, page
        assert '<form method="post">' not in html.split("<main", 1)[1], page


def test_the_next_period_is_announced_as_soon_as_its_version_is_published(reader: Client) -> None:
    today = timezone.localdate()
    opens, closes = today + timedelta(days=30), today + timedelta(days=400)
    announce(today + timedelta(days=40), opens, closes)
    for page in pages():
        html = reader.get(page).content.decode()
        assert f"{today + timedelta(days=40):%d/%m/%Y}" in html, "not before the version comes into force"
        assert f"{closes:%d/%m/%Y}" in html


def test_nothing_is_said_where_it_may_be_filed(reader: Client) -> None:
    procedure = current(CODE, timezone.localdate())
    assert closed(procedure, date(2024, 1, 1)) is None
    before = closed(procedure, date(2023, 1, 1))
    assert before
    assert (before.past, "08/05/2023" in before.coming) == ("", True)
