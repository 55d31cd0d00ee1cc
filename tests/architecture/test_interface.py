"""Every act of a person is offered by the programming interface, or a reason is written why it is not."""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.architecture.sources import PACKAGE, tree

# Why an act has no address of its own. What only the platform does is in `PLATFORM` of test_acts.
SIGNED = "given by the signature: POST /signatures/finish"
PART = "a part of other acts, which have an address"
CLOCK = "the platform's own: a clock, the worker or a gateway does it"
PRESENT = "the person is present and has just proved who they are: on the page alone"
DESK = "a card seen, a sheet read, a code read aloud: a program would state them and prove none (ADR 0018)"
LINK = "the link of a mail is opened by the person: on the page alone"
CALENDAR = "the administrator decides it before the days that it moves: on the page alone"
LAW = "the law is written and read on its pages, by one person then another: no program does either"
SCREEN = "about the screen, not about the work"
REASONS: dict[str, str] = {
    "dossiers.sign_minutes": SIGNED,
    "dossiers.sign_decision": SIGNED,
    "dossiers.issue_opinion": SIGNED,
    "dossiers.sign_manifest": SIGNED,
    "dossiers.add_piece": "a file arrives by its upload",
    "dossiers.keep_attachment": "a file arrives by its upload",
    "dossiers.tell_beneficiary": PART,
    "dossiers.order_fees": PART,
    "dossiers.fee_lines": PART,
    "dossiers.draft_paper": PART,
    "dossiers.draft_manifest": PART,
    "dossiers.draft_what_is_signed": PART,
    "dossiers.draft_minutes": PART,
    "dossiers.refusal": PART,
    "dossiers.require_entry": PART,
    "dossiers.require_open_period": PART,
    "dossiers.deposits_as_professional": PART,
    "dossiers.sign_ruling": SIGNED,
    "dossiers.attend_stays": CLOCK,
    "dossiers.resume": CLOCK,
    "dossiers.attend_appeals": CLOCK,
    "dossiers.note_silence": CLOCK,
    "dossiers.note_without_object": PART,
    "dossiers.note_restored_parent": PART,
    "dossiers.keep_parent_in_force": PART,
    "dossiers.issue_appeal_receipt": PART,
    "dossiers.keep_appeal_piece": "a file arrives by its upload",
    "dossiers.raise_points": PART,
    "dossiers.raised_by": PART,
    "dossiers.lift_all": PART,
    "dossiers.keep_all": PART,
    "dossiers.close_by_conclusion": PART,
    "dossiers.deposit_answers": PART,
    "dossiers.hold_open_task": PART,
    "dossiers.turn": PART,
    "dossiers.signed_turn": PART,
    "dossiers.close": PART,
    "dossiers.end": PART,
    "dossiers.answer_seen": "the page's way of knowing that another tab changed an answer; a program has If-Match",
    "dossiers.keep_draft": "what is typed on the page and not yet said; a program says it when it is ready",
    "dossiers.choose_form_style": SCREEN,
    "dossiers.attend": CLOCK,
    "dossiers.attend_deadlines": CLOCK,
    "dossiers.attend_seats": CLOCK,
    "dossiers.attend_time_limits": CLOCK,
    "dossiers.attend_unfixed_visits": CLOCK,
    "dossiers.attend_validity": CLOCK,
    "dossiers.begin_validity": PART,
    "dossiers.keep_in_force": PART,
    "dossiers.end_validity": PART,
    "dossiers.note_cancelled_parent": CLOCK,
    "dossiers.require_parent": PART,
    "dossiers.touch": PART,
    "dossiers.certify_silence": "the party asks for it beside the explanation of the delay: on the page alone",
    "dossiers.issue_certificate": PART,
    "dossiers.note_passed_limit": CLOCK,
    "dossiers.note_passed_limits": CLOCK,
    "dossiers.attend_maxima": CLOCK,
    "dossiers.attend_maximum": CLOCK,
    "dossiers.recount_maxima": CLOCK,
    "dossiers.recount_validities": CLOCK,
    "dossiers.set_time_limit": "the governor decides it before the late step: on the page alone",
    "dossiers.watch_validities": CLOCK,
    "dossiers.recount": CLOCK,
    "dossiers.remind": CLOCK,
    "dossiers.ask_consent": DESK,
    "dossiers.ask_presence": DESK,
    "dossiers.begin_assistance": DESK,
    "dossiers.consent": DESK,
    "dossiers.hand_over": DESK,
    "dossiers.open_checked": DESK,
    "dossiers.print_consent": DESK,
    "dossiers.require_consent": PART,
    "dossiers.send_code": PART,
    "dossiers.take_up": DESK,
    "dossiers.try_code": PART,
    "dossiers.accept_invitation": LINK,
    "dossiers.decline_invitation": LINK,
    "dossiers.open_invitation": LINK,
    "dossiers.invited_number": PART,
    "dossiers.begun": PART,
    "dossiers.draft_contribution": PART,
    "dossiers.give_file": "a file arrives by its upload",
    "dossiers.add_photo": "a photograph arrives by its upload",
    "dossiers.remove_photo": "a photograph is taken back on the page of the visit, beside the others",
    "dossiers.hold_editable": PART,
    "dossiers.keep_piece": PART,
    "dossiers.open_for_practice": "a practice begins on its page; its professional's program opens drafts of their own",
    "dossiers.refusal_of_designer": PART,
    "dossiers.refusal_of_invited": PART,
    "dossiers.refuse_awaited": PART,
    "dossiers.remind_the_invited": CLOCK,
    "dossiers.require_invited_entry": PART,
    "dossiers.sign_contribution": SIGNED,
    "dossiers.take_out": PART,
    "enquiries.type_opposition": DESK,
    "enquiries.keep_file": "a file arrives by its upload",
    "enquiries.drop_file": "a file is taken out on the page, beside what was said",
    "enquiries.sign_report": SIGNED,
    "enquiries.issue_notice": CLOCK,
    "enquiries.issue_receipt": CLOCK,
    "enquiries.attend_enquiries": CLOCK,
    "enquiries.close_enquiry": CLOCK,
    "enquiries.recount_enquiries": CLOCK,
    "enquiries.forget_oppositions": CLOCK,
    "enquiries.attach": PART,
    "enquiries.require_open": PART,
    "enquiries.reporter_role": PART,
    "occupations.begin": CLOCK,
    "occupations.finish": PART,
    "occupations.end_cancelled": CLOCK,
    "occupations.attend_terms": CLOCK,
    "occupations.attend_yearly_fees": CLOCK,
    "occupations.ask_yearly_fee": CLOCK,
    "occupations.attend_unpaid": CLOCK,
    "occupations.acknowledge_fee": CLOCK,
    "worksites.forget_waiting_photos": CLOCK,
    "worksites.index_plots": CLOCK,
    "worksites.keep_photo": "a file arrives by its upload",
    "worksites.drop_photo": "a file is taken out on the page, beside what was said",
    "briefcase.keep": "a file arrives by its upload",
    "briefcase.forget_unused": CLOCK,
    "accounts.account_at": PART,
    "accounts.prove_telephone": PRESENT,
    "accounts.invite_staff": PRESENT,
    "accounts.send_staff_again": PRESENT,
    "accounts.end_place": PRESENT,
    "accounts.invited_by_link": LINK,
    "accounts.join_practice": LINK,
    "territory.decide_day": CALENDAR,
    "territory.withdraw_day": CALENDAR,
    "territory.load_titles": "the platform is set up by its own words",
    "geoportal.publish_granted": CLOCK,
    "zoning.load_layer": "the platform is set up by its own words",
    "dossiers.write_note": "the rules of a land are read beside its zoning and corrected before the signature: on the page alone",
    "work.open_on": SCREEN,
    "work.remember": SCREEN,
    "work.arrange": SCREEN,
    "work.note_export": "a file leaves from the page; a program reads the list itself",
    "accounts.give_mandate": PART,
    "accounts.succeed": PART,
    "accounts.enter": PART,
    "accounts.change_status": PART,
    "accounts.tell_register": PART,
    "accounts.forget_factors": PRESENT,
    "accounts.rectify_names": PRESENT,
    "accounts.keep_profile": PRESENT,
    "api.create_token": PRESENT,
    "api.revoke_token": PRESENT,
    "api.send_call": CLOCK,
    "documents.store": PART,
    "documents.sweep_orphans": CLOCK,
    "documents.scan_waiting": CLOCK,
    "documents.receive": "a form of the page; a program uploads by chunks",
    "documents.finish_interrupted": CLOCK,
    "documents.sweep_uploads": CLOCK,
    "notices.tell": PART,
    "notices.send_kept": CLOCK,
    "payments.place_order": PART,
    "payments.receive": CLOCK,
    "payments.settle": CLOCK,
    "payments.reconcile": CLOCK,
    "payments.cancel_order": CLOCK,
    "payments.expire_order": CLOCK,
    "post.send": PART,
    "post.hand_over": CLOCK,
    "post.ask_arrival": CLOCK,
    "post.take_up": CLOCK,
    "post.forget_messages": CLOCK,
    "privacy.enforce": CLOCK,
    "procedures.submitted": PART,
    "procedures.held": PART,
    "procedures.seed": "the platform is set up by its own words",
    "signing.restore": PART,
    "signing.bind_certificate": "a key is bound by whoever makes certificates, at set-up",
    "signing.change_certificate_state": "a key is suspended by whoever makes certificates",
    "signing.withdraw_certificates": PART,
    "signing.require_usable": PART,
    "signing.require_recognised": PART,
    "signing.played_at": PART,
    "signing.withdraw": PART,
    "signing.seal_what_waits": CLOCK,
    "signing.sweep_jobs": CLOCK,
    "editing.abandon_entry": LAW,
    "editing.begin_entry": LAW,
    "editing.publish_entry": LAW,
    "editing.send_entry_back": LAW,
    "editing.set_entry_terms": LAW,
    "editing.submit_entry": LAW,
    "editing.withdraw_entry": LAW,
    "editing.write_entry": LAW,
    "tariffs.enter_rate": LAW,
    "tariffs.take_back_rate": LAW,
    "procedures.abandon": LAW,
    "procedures.add": LAW,
    "procedures.begin": LAW,
    "procedures.enter": LAW,
    "procedures.move": LAW,
    "procedures.publish": LAW,
    "procedures.remove": LAW,
    "procedures.send_back": LAW,
    "procedures.set_terms": LAW,
    "procedures.submit": LAW,
    "procedures.take_back": LAW,
    "procedures.withdraw": LAW,
    "procedures.write": LAW,
}


def acts() -> dict[str, Callable[..., Any]]:
    """The registry: every public function of an `actions` module that says who acts, by `app.name`."""
    found = {}
    for path in sorted([*PACKAGE.glob("*/actions.py"), *PACKAGE.glob("*/actions/*.py")]):
        module = importlib.import_module(
            ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        )
        for name, function in vars(module).items():
            mine = inspect.isfunction(function) and function.__module__ == module.__name__
            if mine and not name.startswith("_") and "by" in inspect.signature(function).parameters:
                found[f"{module.__name__.split('.')[1]}.{name}"] = function
    return found


def offered() -> set[Callable[..., Any]]:
    """The acts that the modules of the interface name, by themselves or through the functions of a page they call."""
    found: set[Callable[..., Any]] = set()
    read: set[object] = set()
    for path in sorted((PACKAGE / "api" / "api").glob("*.py")):
        module = importlib.import_module(f"rokhas.api.api.{path.stem}")
        _follow(tree(path), vars(module), found, read)
    return found


def _follow(tree: ast.AST, names: dict[str, Any], found: set[Callable[..., Any]], read: set[object]) -> None:
    for function in _functions(tree, names):
        home = function.__module__.split(".")
        if "actions" in home:
            found.add(function)
        elif home[0] == "rokhas" and home[2:3] in (["views"], ["http"]) and function not in read:
            read.add(function)
            source = textwrap.dedent(inspect.getsource(function))
            _follow(ast.parse(source), function.__globals__, found, read)


def _functions(tree: ast.AST, names: dict[str, Any]) -> Iterator[Any]:
    for node in ast.walk(tree):
        said: object = None
        if isinstance(node, ast.Name):
            said = names.get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            said = getattr(names.get(node.value.id), node.attr, None)
        said = inspect.unwrap(said) if callable(said) else None
        if inspect.isfunction(said):
            yield said


ACTS = acts()


def test_every_act_has_an_address_or_a_reason() -> None:
    from tests.architecture.test_acts import PLATFORM

    told = {inspect.unwrap(function) for function in offered()}
    missing = {
        name
        for name, function in ACTS.items()
        if inspect.unwrap(function) not in told and name not in REASONS
    }
    assert missing == {f"dossiers.{name}" for name in PLATFORM if f"dossiers.{name}" not in REASONS}


@pytest.mark.parametrize("name", REASONS)
def test_a_reason_is_about_an_act_that_has_no_address(name: str) -> None:
    assert name in ACTS
    assert inspect.unwrap(ACTS[name]) not in offered()
