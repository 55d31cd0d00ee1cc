"""The description kept in docs/api is that of the code: what applications rely on changes once somebody has read the change."""

from __future__ import annotations

import json

from django.conf import settings
from django.utils import translation

from rokhas.api.api.assembly import METHODS, TAGS, interface
from rokhas.api.api.description import FILE, written


def test_the_description_that_is_kept_is_the_one_of_the_code() -> None:
    kept = (settings.BASE_DIR / FILE).read_text(encoding="utf-8")
    assert kept == written(), "read what changed, then `bin/rokhas openapi write`"


def test_every_operation_is_named_once_and_has_its_part_and_its_sentence_in_each_language() -> None:
    spoken = {}
    for language in (None, "fr", "ar"):
        with translation.override(language):
            described = json.loads(written() if language is None else _said())
        operations = [
            told for path in described["paths"].values() for method, told in path.items() if method in METHODS
        ]
        assert len({told["operationId"] for told in operations}) == len(operations)
        assert all(told["tags"][0] in TAGS for told in operations)
        spoken[language] = {told["operationId"]: told["summary"] for told in operations}
    for name, english in spoken[None].items():
        assert english != spoken["fr"][name] != spoken["ar"][name]


def test_refusals_are_described_as_problems() -> None:
    described = interface.get_openapi_schema()
    for path in described["paths"].values():
        for told in path.values():
            assert "application/problem+json" in told["responses"]["4XX"]["content"]
    assert "Problem" in described["components"]["schemas"]


def _said() -> str:
    return json.dumps(interface.get_openapi_schema(), default=str)
