"""What may be asked after a decision, and what cities leave to their arrondissements, as `docs/procedures.md` tells them."""

from __future__ import annotations

from collections.abc import Iterator

from rokhas.procedures.management.commands._occupations import cited, codes
from rokhas.procedures.schema import Delay, delegations, remedies

STARTS = {"notified": "from the notification", "lodged": "from the deposit"}


def remedy_rows() -> Iterator[list[str]]:
    """The ways of the platform, for every procedure whose file says nothing."""
    for each in remedies().appeals:
        before = "whoever signed" if each.to == "signer" else f"{each.office}: {codes(each.roles)}"
        yield [
            f"`{each.code}`: {each.names.fr} · {each.names.ar}",
            "<br>".join(f"{against.what} · {cited(against.law)}" for against in each.against),
            before,
            _delay(each.within),
            _delay(each.answer_within),
            f"{each.silence} · {cited(each.silence_law)}",
            codes(each.resumes),
        ]
    yield ["what an appeal suspends", "", "", "", f"nothing · {cited(remedies().effect.law)}", "", ""]
    stay = remedies().stay
    who = f"{codes(stay.roles)} ({codes(stay.families)})"
    yield [
        "stay of decision · تأجيل البت",
        "",
        who,
        f"while nothing is decided, where none is approved of {codes(stay.absent.plans)} · {cited(stay.absent.law)}",
        f"at most {_delay(stay.longest)}",
        "the case goes on",
        "",
    ]


def delegation_rows() -> Iterator[list[str]]:
    """What each city leaves to the presidents of its arrondissements."""
    for each in delegations():
        until = f" until {each.until}" if each.until else ""
        yield [
            each.commune,
            codes(each.procedures),
            codes(each.classes) or "every",
            f"from {each.since}{until}",
            cited(each.law),
        ]


def _delay(delay: Delay) -> str:
    unit = delay.unit.replace("_", " ")
    return f"{delay.quantity} {unit} {STARTS.get(delay.starts, '')}".rstrip() + f" · {cited(delay.law)}"
