"""What the page of the procedures says of a running occupation, and how it says codes and texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rokhas.procedures.schema import HolderReminder, Law, Procedure


def occupation_rows(procedure: Procedure) -> Iterator[list[str]]:
    """What a running occupation still asks of its holder."""
    occupation = procedure.occupation
    if occupation is None:
        return
    if yearly := occupation.yearly:
        said = [
            f"each further year of the term ({words(yearly.falls)}): {', '.join(map(words, yearly.fees))}",
            f"asked {yearly.asked_before} days before, to be paid within {yearly.pay_within} days",
            f"reminders of the last day: {_days(yearly.reminders)}",
            f"{yearly.overdue_after} days after it, told to: {codes(yearly.by)}",
        ]
        yield ["yearly fees", "; ".join(said), cited(yearly.law)]
    if renewal := occupation.renewal:
        said = [
            f"deposited from {renewal.opens_before} days before the last day of the term until that day",
            f"reminders: {_days(renewal.reminders)}",
        ]
        yield ["renewal", "; ".join(said), cited(renewal.law)]
    if cessation := occupation.cessation:
        said = [f"found restored by the first open of: {codes(cessation.by)}", cessation.undertaking.fr]
        yield ["end declared by the holder", "; ".join(said), cited(cessation.law)]


def _days(reminders: Sequence[HolderReminder]) -> str:
    said = (f"{abs(each.days)} days {'before' if each.days < 0 else 'after'}" for each in reminders)
    return ", ".join(said) or "none"


def words(code: str) -> str:
    return code.replace("_", " ")


def codes(codes: Iterable[str], joint: str = ", ") -> str:
    return joint.join(map(words, codes))


def cited(law: Law) -> str:
    """The text, its article, how sure, and what is said of it."""
    article = (
        f" art. {law.article}" if law.article[:1].isdigit() else f", {law.article}" if law.article else ""
    )
    return f"{law.text}{article} ({law.certainty}{f': {law.note}' if law.note else ''})"
