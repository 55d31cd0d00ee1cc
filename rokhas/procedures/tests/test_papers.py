"""The documents that procedures ask are those of the list read for them: none left out, none of another kind, none surer."""

from __future__ import annotations

import csv

import pytest

from rokhas.procedures.actions import packaged_files
from rokhas.procedures.queries import DATA
from rokhas.procedures.schema import Document, Procedure, read_procedure

Row = dict[str, str]
# What is done after a permit is filed by no procedure of its own.
FOLLOW_UPS = {"site-opening-declaration", "completion-declaration"}
# Where a file departs from the list, knowingly: procedure, variant, document, and why.
DELIBERATE = {
    ("simple-declaration", "", "ANRTCY"): (
        "a cybercafé is an establishment open to the public, which asks it: the declaration leads there"
    ),
    ("information-note", "", "PAIETNRU"): (
        "a receipt of payment follows the deposit: it is a document of information"
    ),
    ("housing-group-permit", "", "ATTFIRE"): "shared with the permit to build, and no surer than there",
    ("housing-group-permit", "", "ATTENER"): "shared with the permit to build, and no surer than there",
    ("domain-ordinary", "event", "FORM"): "the same request as a terrace, whose list was read",
    ("domain-ordinary", "event", "CNIE"): "the same paper as for a terrace, whose list was read",
    ("domain-ordinary", "event", "CROQUIS"): "the same paper as for a terrace, whose list was read",
}
CLASSES = {"petit projet": "petit", "grand projet": "grand", "class 2": "class_2", "class 3": "class_3"}
LATEST: dict[str, Procedure] = {
    each.code: each
    for each in sorted(map(read_procedure, packaged_files()), key=lambda each: (each.code, each.version))
}


def listed() -> list[Row]:
    with (DATA / "documents.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["procedure"] not in FOLLOW_UPS]


def place(row: Row) -> tuple[str, str, str]:
    return row["procedure"], row["variant"], row["document"]


def agrees(document: Document, row: Row) -> bool:
    """It is asked there, of this kind, and each source that speaks of it is as sure as the list says."""
    class_code = CLASSES.get(row["variant"])
    named = document.code == row["document"] or document.names.fr == row["label_fr"]
    asked = named and (class_code is None or not document.classes or class_code in document.classes)
    sources = [
        source for source in document.sources if not source.classes or class_code in (None, *source.classes)
    ]
    sure = {(source.certainty, source.kind_certainty) for source in sources}
    return asked and document.kind == row["kind"] and (row["certainty"], row["kind_certainty"]) in sure


@pytest.mark.parametrize("code", sorted({row["procedure"] for row in listed()}))
def test_what_a_procedure_asks_is_what_was_read_for_it(code: str) -> None:
    documents = LATEST[code].documents
    rows = [row for row in listed() if row["procedure"] == code]
    departing = [place(row) for row in rows if not any(agrees(each, row) for each in documents)]
    assert sorted(departing) == sorted(each for each in DELIBERATE if each[0] == code)


def test_the_receipt_of_a_cybercafe_is_asked_where_it_is_filed() -> None:
    """Its choice in the declaration leads to the other procedure, whose own choice asks the receipt."""
    asking = LATEST["simple-declaration"].eligibility
    assert asking is not None
    (led,) = [
        choice for question in asking.questions for choice in question.choices if choice.code == "srv_135"
    ]
    assert led.leads
    there = LATEST["public-establishment"]
    asked = there.document("ANRTCY")
    assert asked.kind == "main"
    assert there.traits({"activity": "srv_135"}) == ("internet_cafe", "open_to_public")
    assert asked.when == ("internet_cafe",)
