"""Every act of a dossier asks the rules or is the platform's own; every fact can be told and says whom it concerns."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver
from django.utils import translation

from rokhas.journal.events import Fact, facts
from rokhas.kernel.actor import STRANGER
from rokhas.procedures.actions import packaged_files
from rokhas.testing.definitions import TINY_FILE
from tests.architecture.sources import PACKAGE, ROOT, modules, name, nodes, read, tree
from tests.architecture.test_pages import _routes

ACTIONS = PACKAGE / "dossiers" / "actions"
# What only the platform calls, once something that somebody was allowed to do has happened.
PLATFORM = {
    "attach_file": "a paper has been printed",
    "attach_signed_file": "a signed paper has been sealed",
    "announce_letter": "a signed letter has been sealed",
    "erase_answers": "they have been kept as long as the catalogue of retention says",
    "erase_draft": "nobody has touched it for as long as the catalogue of retention says",
    "erase_pieces": "they have been kept as long as the catalogue of retention says",
    "forget_invitations": "they have been kept as long as the catalogue of retention says",
    "forget_messages": "they have been kept as long as the catalogue of retention says",
    "forget_cards": "they have been kept as long as the catalogue of retention says",
    "forget_consultations": "they have been kept as long as the catalogue of retention says",
    "deliver_permit": "a signed permit has been sealed",
    "attend": "a deadline has passed",
    "attend_validity": "the end of a validity is near, or behind",
    "begin_validity": "a signed permit has been sealed",
    "end_validity": "`occupations` has asked whoever ends what was granted, in the same transaction",
    "keep_in_force": "`worksites` has asked the architect who declares, in the same transaction",
    "note_passed_limit": "the silence of the administration has lasted as long as the file says",
    "attend_unfixed_visit": "the day on which a visit was to be told is behind",
    "attend_maximum": "the legal maximum of a dossier comes near, passes or moves",
    "recount_maxima": "the administrator has closed or opened a day",
    "recount_validities": "the administrator has closed or opened a day",
    "resume": "the last day of a stay is behind",
    "note_silence": "the delay of the answer to an appeal has passed",
    "note_without_object": "the decision that an appeal contests stands no more",
    "issue_appeal_receipt": "an appeal has been filed",
    "escalate": "a deadline has passed",
    "recount": "the administrator has closed or opened a day",
    "note_cancelled_parent": "a permit has been cancelled",
    "note_restored_parent": "an appeal has quashed the cancellation of the permit that it follows",
    "keep_parent_in_force": "what was granted after a permit shows what keeps that permit in force",
    "remind": "the day of a reminder has come",
    "issue_quittance": "the treasury has settled the order",
    "issue_certificate": "a party has asked for the certificate of silence",
    "issue_receipt": "a dossier has been lodged",
    "notify": "a paper is ready",
    "acknowledge_payment": "the treasury has settled the order",
    "let_pass": "a deadline has passed",
    "tell_beneficiary": "a dossier has been lodged, fees set, a signed paper sealed",
    "sign_contribution": "`signing` has asked may_sign_contribution and accepted the signature, in the same transaction",
    "sign_manifest": "`signing` has asked may_sign_manifest and accepted the signature, in the same transaction",
}
# Each finds its own right in the row it changes.
OWN = {
    "open_invitation": "only what the link of the invitation names, for the account of the address it was sent to",
    "open_checked": "`open_draft` and `open_for_practice` ask, and one of them opens it",
    "choose_form_style": "only the person's own preference is touched",
    "open_paper": "only the addressee's own notification is touched",
}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def acts() -> dict[str, ast.FunctionDef]:
    """The public functions of the package that say who acts: `by`, by keyword."""
    found = {}
    for path in sorted(ACTIONS.glob("*.py")):
        for node in tree(path).body:
            named = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if named and isinstance(node, ast.FunctionDef) and "by" in {a.arg for a in node.args.kwonlyargs}:
                found[node.name] = node
    return found


def helpers() -> dict[str, ast.FunctionDef]:
    nodes = (
        node for path in ACTIONS.glob("*.py") for node in tree(path).body if isinstance(node, ast.FunctionDef)
    )
    known = acts()
    return {node.name: node for node in nodes if node.name not in known}


def asks_a_rule(node: ast.FunctionDef, private: dict[str, ast.FunctionDef]) -> bool:
    """Whether it names a rule of `policy`, itself or through a function it calls that is no act of its own."""
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "policy":
            return True
        called = part.func if isinstance(part, ast.Call) else None
        if isinstance(called, ast.Name) and called.id in private and asks_a_rule(private[called.id], private):
            return True
    return False


def test_every_act_asks_a_rule_or_is_the_platforms_own() -> None:
    private = helpers()
    silent = {act for act, node in acts().items() if not asks_a_rule(node, private)}
    assert silent == PLATFORM.keys() | OWN.keys()


def test_every_rule_is_asked_of_the_locked_row() -> None:
    """A rule reaches an act through `turn`, `hold_task` or `require`, with the mandates of this moment: never by itself."""
    bare = [
        f"{path.name}:{node.lineno}"
        for path in ACTIONS.glob("*.py")
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "policy"
        # Nothing exists yet to lock; an upload asks before the first byte, and `add_piece` asks again.
        and node.func.attr != "may_open_draft"
        and path.name != "uploads.py"
    ]
    assert bare == []


@pytest.mark.parametrize("fact", list(facts()), ids=lambda fact: fact.kind)
def test_every_fact_can_be_told_in_both_languages(fact: Fact) -> None:
    said = {}
    for language in (None, "fr", "ar"):
        with translation.override(language):
            said[language] = str(fact.sentence)
    asked = set(PLACEHOLDER.findall(said[None] or ""))
    assert asked <= fact.fields
    for language in ("fr", "ar"):
        assert set(PLACEHOLDER.findall(said[language])) == asked, f"{language}: {said[language]}"
    if re.search(r"[A-Za-z]", PLACEHOLDER.sub("", said[None] or "")):
        assert said["fr"] != said[None]
        assert re.search(r"[\u0621-\u064a]", said["ar"])


@pytest.mark.parametrize("fact", list(facts()), ids=lambda fact: fact.kind)
def test_every_fact_says_what_it_holds_of_persons(fact: Fact) -> None:
    assert fact.personal.strip()
    named = {"name", "email", "phone", "cnie", "identity", "address", "remarks", "text", "answers"}
    assert not fact.fields & named, "references, codes and hashes only"


# Words of other standards that happen to be a prefix of a procedure: the kind of a key (RFC 7518 6.1).
HOMONYMS = {"accounts/providers/identity.py": {"EC"}}


def test_no_code_asks_which_procedure_it_runs() -> None:
    """Nor its prefix: what differs between two procedures is in their files."""
    procedures = [read(file) for file in (*packaged_files(), TINY_FILE)]
    words = {word for procedure in procedures for word in (procedure.code, procedure.prefix)}
    known = {"tests", "testing", "journeys", "definitions"}
    asking = [
        f"{name(path)}:{node.lineno}"
        for path in modules()
        if PACKAGE in path.parents and known.isdisjoint(path.relative_to(PACKAGE).parts)
        for node in nodes(path)
        if isinstance(node, ast.Constant)
        and node.value in words - HOMONYMS.get(path.relative_to(PACKAGE).as_posix(), set())
    ]
    pages = [
        *PACKAGE.glob("*/templates/**/*"),
        *PACKAGE.glob("*/static/**/*.js"),
        *PACKAGE.glob("*/typst/*.typ"),
    ]
    quoted = re.compile("|".join(f"[\"']{re.escape(word)}[\"']" for word in sorted(words)))
    asking += [
        name(path)
        for path in pages
        if path.is_file() and "vendor" not in path.parts and quoted.search(path.read_text(errors="replace"))
    ]
    assert asking == []


def guarded() -> Iterator[tuple[str, URLPattern]]:
    for route, pattern in _routes(get_resolver().url_patterns):
        if getattr(pattern.callback, "access", None) == "signed_in":
            yield route, pattern


@pytest.mark.parametrize(
    ("route", "pattern"), list(guarded()), ids=lambda value: value if isinstance(value, str) else ""
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stranger_is_sent_to_sign_in_before_anything_is_looked_up(
    route: str, pattern: URLPattern, method: str
) -> None:
    """Without a database: an answer that looked something up would say what exists."""
    values: dict[str, Any] = {"IntConverter": 1, "UUIDConverter": "0" * 8}
    given = {
        key: values.get(type(converter).__name__, "x")
        for key, converter in pattern.pattern.converters.items()
    }
    request: Any = RequestFactory().generic(method, "/somewhere/")
    request.actor, request._messages = STRANGER, CookieStorage(request)
    answer: HttpResponse = pattern.callback(request, **given)
    assert answer.status_code in {302, 204}, route
    assert "sign-in" in f"{answer.get('Location', '')}{answer.get('HX-Redirect', '')}", route


def test_the_routes_are_many_enough_to_mean_something() -> None:
    assert len(list(guarded())) > 20
    assert (ROOT / "manage.py").exists()
