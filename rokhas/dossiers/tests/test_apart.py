"""What waits apart from the steps is in the day's work of whoever answers it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.dossiers.models import Appeal, Ruling
from rokhas.dossiers.tests.test_appeals import answered, filed, refused, text  # noqa: F401 - a fixture
from rokhas.testing.scene import Scene

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("code", "word"), [("review", "president"), ("hierarchical", "governor")])
def test_an_appeal_to_answer_is_in_the_day_s_work_of_whoever_answers(
    client: Client,
    refused: Scene,  # noqa: F811
    code: str,
    word: str,
) -> None:
    other = {"president": "governor", "governor": "president"}[word]
    appeal = filed(refused, code)
    page = reverse("dossiers:appeal", args=[refused.dossier.number, code])
    for language in ("fr", "ar"):
        work = text(client, refused, word, "/work/?all=1", language)
        assert page in work
        assert f"{appeal.due_on.day}" in work
        assert '>À faire <span class="rk-count"><bdi>1<' in work or language == "ar"
        home = text(client, refused, word, "/", language)
        assert page in home
        for nothing in ("Rien ne vous attend", "لا شيء في انتظاركم"):
            assert nothing not in work
            assert nothing not in home
    assert page in text(client, refused, word, f"/work/?q={refused.dossier.number}")
    assert page not in text(client, refused, word, "/work/?when=late")
    assert page not in text(client, refused, other, "/work/?all=1")
    assert page not in text(client, refused, other, "/")
    Appeal.objects.update(due_on=refused.actor(word).today() - timedelta(days=1))
    assert page in text(client, refused, word, "/work/?when=late")
    answered(refused, Ruling.Sense.MAINTAINED, word)
    assert page not in text(client, refused, word, "/work/?all=1")
