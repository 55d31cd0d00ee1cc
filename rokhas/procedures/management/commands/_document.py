"""The page that tells every procedure: what its file says, in tables that a jurist reads. Run by `procedures document` only.

Pure: it reads procedures and gives Markdown. Headings are English, names French and Arabic; codes are those of the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rokhas.procedures.management.commands._delays import amount, counted
from rokhas.procedures.management.commands._marks import uncertain
from rokhas.procedures.management.commands._occupations import cited, codes, occupation_rows, words
from rokhas.procedures.management.commands._remedies import delegation_rows, remedy_rows
from rokhas.procedures.predicates import sentence
from rokhas.procedures.schema import (
    GRANTING,
    Applicable,
    Document,
    Known,
    Procedure,
    Reminder,
    Silence,
    Step,
    known_procedures,
    reminders_of,
)

FILE = "docs/procedures.md"
HEAD = """\
<!-- Written by `bin/rokhas procedures document`. Edit the files of rokhas/procedures/definitions, never this page. -->
# Procedures

What every procedure file says: law, who files and who must, documents, steps and reviewers, who signs, delays, silence,
validity, fees, what follows, and what is not certain. `bin/rokhas procedures document` writes this page from the files, and a
test compares them: [how a procedure is added](how-to/add-a-procedure.md).

How sure: **sourced** (read in a text or on an official page), **memory** (known, to be checked), **constructed** (by analogy),
**unsure** (inferred, or read in two ways). A document has two: that it is asked, then that it is of this kind.

A delay does not count the day of the fact that starts it. Silence *escalates* where no text gives it an effect: reminders, then
the governor; nobody's opinion is presumed. Where a whole dossier has a *tacit permit*, it needs the urban agency's own favourable
opinion. A condition is named by its code: its sentence is [at the end](#conditions).
"""
CHOOSE = {"each": "", "first": "first of ", "open": "those open of "}
DUE = {"deposit": "", "delivery": "before the delivery", "site_opening": "before the site opens"}
ARISES = {"upload": "", "form": "made from the answers", "payment": "receipt of a payment"}


def document(procedures: Iterable[Procedure]) -> str:
    """The whole page: the last version of each procedure, in the order of the catalogue."""
    last = {each.code: each for each in sorted(procedures, key=lambda each: each.version)}
    known = known_procedures()
    codes = [code for code in known if code in last] + sorted(last.keys() - known.keys())
    lines = [HEAD, *_overview(known, last)]
    for code in codes:
        lines += ["", *_procedure(last[code])]
    lines += ["", *_reminders(reminders_of(None)), "", *_after(), "", *_conditions(last.values())]
    return "\n".join(lines) + "\n"


# The page as a whole


def _overview(known: dict[str, Known], last: dict[str, Procedure]) -> list[str]:
    rows = []
    for code, line in known.items():
        procedure = last.get(code)
        if procedure is None:
            rows.append(
                [f"`{code}`", line.names.fr, line.names.ar, "not filed on the platform yet", "", "", "", ""]
            )
            continue
        rows.append(
            [
                f"[`{code}`](#{code})",
                procedure.names.fr,
                procedure.names.ar,
                "; ".join(dict.fromkeys(who for _, who, _, _ in _signers(procedure))),
                _limit(procedure, "legal_maximum"),
                _limit(procedure, "tacit_permit") or "escalates",
                amount(procedure.validity.delay) if procedure.validity else "",
                str(sum(len(items) for items in uncertain(procedure).values())),
            ]
        )
    heads = [
        "procedure",
        "Français",
        "العربية",
        "signed by",
        "legal maximum",
        "silence",
        "validity",
        "uncertain items",
    ]
    return _table(heads, rows)


def _limit(procedure: Procedure, code: str) -> str:
    found = [limit for limit in procedure.limits if limit.code == code]
    return "; ".join(
        f"{codes(limit.classes)}{': ' if limit.classes else ''}{amount(limit.delay)}" for limit in found
    )


def _reminders(reminders: Sequence[Reminder]) -> list[str]:
    """Those of the platform: told once, for every step that does not give its own."""
    rows = [[_day(each), each.tells, each.certainty] for each in reminders]
    said = "Of every limit of a step, where its file does not say otherwise."
    return ["## Reminders", "", said, "", *_table(["working days", "who is told", "sure"], rows)]


def _after() -> list[str]:
    """What may be asked after a decision, and what is left to arrondissements: of every procedure that says nothing else."""
    heads = ["way", "against", "before whom", "within", "answered within", "silence", "quashed, reopens at"]
    left = ["city", "procedures", "classes", "days", "law"]
    return [
        "## After an adverse decision, and stay of decision",
        "",
        *_table(heads, remedy_rows()),
        "",
        "## Left to the presidents of arrondissements",
        "",
        *_table(left, delegation_rows()),
    ]


def _conditions(procedures: Iterable[Procedure]) -> list[str]:
    names = sorted({name for procedure in procedures for _, name in procedure.predicates()})
    rows = [[f"`{name}`", sentence(name, "fr"), sentence(name, "ar")] for name in names]
    return ["## Conditions", "", *_table(["condition", "Français", "العربية"], rows)]


# One procedure


def _procedure(procedure: Procedure) -> list[str]:
    version = f"`{procedure.code}`, version {procedure.version}, in force from {procedure.effective_from}"
    lines = [
        f'<a id="{procedure.code}"></a>',
        "",
        f"## {procedure.names.fr} · {procedure.names.ar}",
        "",
        f"{version}; {procedure.family}, numbered {procedure.prefix}. As a whole: {procedure.certainty}.",
        "",
    ]
    if procedure.note:
        lines += [f"> {procedure.note}", ""]
    lines += _who(procedure)
    lines += _titled("Law", ["text", "العربية", "article", "sure", "note"], _laws(procedure))
    lines += _titled("Classes", ["class", "Français", "العربية", "when", "law"], _classes(procedure))
    lines += _titled(
        "Documents", ["code", "kind", "Français", "العربية", "asked", "sure"], _documents(procedure)
    )
    heads = ["step", "kind", "Français", "العربية", "by", "after", "when", "within", "silence"]
    lines += _titled("Steps and reviewers", heads, _steps(procedure))
    lines += _titled("Who signs", ["class", "who", "at", "what"], _signers(procedure))
    lines += _titled(
        "Delays of the whole, silence, validity",
        ["what", "Français", "العربية", "how long", "law"],
        _limits(procedure),
    )
    lines += _titled("Fees", ["fee", "Français", "العربية", "paid to", "when", "law"], _fees(procedure))
    heads = ["of", "Français", "العربية", "bound", "derogable", "law"]
    lines += _titled("Thresholds", heads, _thresholds(procedure))
    lines += _titled("Life of the occupation", ["what", "how", "law"], occupation_rows(procedure))
    lines += _titled("What may follow", ["act", "Français", "العربية", "by", "law"], _follow_ups(procedure))
    return lines + _uncertain(procedure)


def _who(procedure: Procedure) -> list[str]:
    """Who files, who must, who may, where, and when."""
    lines = [
        f"- **Filed by** {codes(procedure.filers)}; **received by** the first open of {codes(procedure.desk)}."
    ]
    for each in procedure.professionals:
        register = f" of the register `{each.body}`" if each.body else ""
        when = f" when {codes(each.any_of, ' or ')}" if each.any_of else ", always"
        lines.append(f"- **Compulsory**: {words(each.role)}{register}{when} · {cited(each.law)}.")
    for guest in procedure.invited:
        asked = f"for {', '.join(guest.documents)}{', signs them' if guest.signs else ''}"
        lines.append(
            f"- **May be invited**: {words(guest.role)} {asked}{_under(guest)} · {cited(guest.law)}."
        )
    lines += [
        f"- **Filed only** from {window.opens} to {window.closes or '(open)'} · {cited(window.law)}."
        for window in procedure.windows
    ]
    return [*lines, ""]


def _laws(procedure: Procedure) -> Iterator[list[str]]:
    for law in procedure.laws:
        replaced = "" if law.mapped else "numbers not mapped to the text in force; "
        yield [law.text, law.ar or "", law.article, law.certainty, (replaced + law.note).removesuffix("; ")]


def _classes(procedure: Procedure) -> Iterator[list[str]]:
    for each in procedure.classes:
        when = f"any of {codes(each.any_of)}" if each.any_of else "every other"
        yield [f"`{each.code}`", each.names.fr, each.names.ar, when, cited(each.law)]


def _documents(procedure: Procedure) -> Iterator[list[str]]:
    order = ("main", "information", "optional")
    for each in sorted(procedure.documents, key=lambda each: order.index(each.kind)):
        sure = f"{each.certainty} / {each.kind_certainty}"
        yield [f"`{each.code}`", each.kind, each.names.fr, each.names.ar, _asked(each), sure]


def _asked(document: Document) -> str:
    """On what condition, by when, and in what form."""
    plan = f"plan signed by the {words(document.signed_by)}" if document.plan and document.signed_by else ""
    recent = f"less than {document.recent.days} days old" if document.recent else ""
    pages = f"{document.pages_min} pages at least" if document.pages_min else ""
    said = [_applies(document), DUE[document.due], ARISES[document.arises_from], plan, recent, pages]
    return "; ".join(filter(None, said)) or "always"


def _steps(procedure: Procedure) -> Iterator[list[str]]:
    for step in procedure.steps:
        kind = f"{step.kind}: {step.paper}" if step.paper else str(step.kind)
        delays = filter(None, [step.delay, step.within if step.enquiry else None])
        within = "; its report ".join(f"{counted(each)} · {cited(each.law)}" for each in delays)
        after = ", ".join(f"`{code}`" for code in step.after)
        yield [
            f"`{step.code}`",
            kind,
            step.names.fr,
            step.names.ar,
            _by(step),
            after,
            _applies(step),
            within,
            _silence(step.silence),
        ]


def _by(step: Step) -> str:
    """Which offices, who there, who must agree."""
    office = f"{CHOOSE[step.choose]}{codes(step.by)}" if step.by else ""
    who = f"signed in turn by {codes(step.signers)}" if step.signers else codes(step.roles)
    said = [f"{office}: {who}" if office else who]
    if step.by_law:
        said.append(f"by {cited(step.by_law)}")
    if step.among == "reserving":
        said.append("those whose reserves stand or whose agreement is needed")
    if step.in_each:
        said.append(f"in every commune of a land on several: {codes(step.in_each)}")
    if step.conforming:
        text = f" · {cited(step.conforming_law)}" if step.conforming_law else ""
        said.append(f"must agree: {codes(step.conforming)}{text}")
    if step.unanimous:
        said.append(f"one unfavourable opinion blocks · {cited(step.unanimous)}")
    if step.enquiry:
        terms = step.enquiry
        said.append(
            f"opened by {codes(terms.opened_by)}; reported by {codes(terms.reported_by)}; the notice "
            f"{'names' if terms.names_petitioner else 'does not name'} the petitioner, who reads "
            f"{terms.petitioner_reads} once it is closed ({terms.certainty})"
        )
    return "; ".join(said)


def _signers(procedure: Procedure) -> list[list[str]]:
    """Who signs what is asked for, for each class."""
    rows = []
    for step in procedure.steps:
        if step.paper in GRANTING:
            who = codes(step.signers or step.roles, " or " if step.choose == "first" else ", ")
            rows.append(
                [
                    codes(step.classes) or "every",
                    who,
                    f"{CHOOSE[step.choose]}{codes(step.by)}",
                    str(step.paper),
                ]
            )
    return rows


def _silence(silence: Silence | None) -> str:
    if silence is None:
        return ""
    said = ["escalates" if silence.effect == "escalate" else words(silence.effect)]
    if silence.since:
        said.append(f"since {silence.since}")
    if silence.law:
        said.append(cited(silence.law))
    if silence.reminders is not None:
        own = ", ".join(f"{_day(each)} to the {each.tells} ({each.certainty})" for each in silence.reminders)
        said.append(f"reminders: {own or 'none'}")
    return " · ".join(said)


def _limits(procedure: Procedure) -> Iterator[list[str]]:
    for limit in procedure.limits:
        what = f"{words(limit.code)}{f', class {codes(limit.classes)}' if limit.classes else ''}"
        to = f" to {codes(limit.to)}" if limit.to else ""
        yield [f"{what}{to}", limit.names.fr, limit.names.ar, counted(limit.delay), cited(limit.delay.law)]
        if limit.extension:
            more, causes = limit.extension.delay, limit.extension.causes
            fr, ar = ("; ".join(each.names.in_(language) for each in causes) for language in ("fr", "ar"))
            yield [f"{what}, extended once for", fr, ar, f"{amount(more)} more", cited(more.law)]
    validity = procedure.validity
    if validity is None:
        return
    unless = validity.unless
    renewable = "validity, renewable" if validity.renewable else "validity, not renewable"
    fr, ar = (
        (f"sauf si {unless.fr}", f"إلا عند {unless.ar}") if unless else ("Durée de validité", "مدة الصلاحية")
    )
    yield [renewable, fr, ar, counted(validity.delay), cited(validity.delay.law)]
    for case in validity.cases:
        yield [f"{renewable}: {_applies(case)}", fr, ar, counted(case.delay), cited(case.delay.law)]


def _fees(procedure: Procedure) -> Iterator[list[str]]:
    for fee in procedure.fees:
        yield [
            words(fee.code),
            fee.names.fr,
            fee.names.ar,
            words(fee.payee),
            _applies(fee),
            cited(fee.law),
        ]


def _thresholds(procedure: Procedure) -> Iterator[list[str]]:
    for each in procedure.thresholds:
        bound = f"at least {each.at_least}" if each.at_most is None else f"at most {each.at_most}"
        bound += f" × {words(each.share_of)}" if each.share_of else f" {each.unit.fr}"
        derogable = each.derogable.fr if each.derogable else "never"
        yield [words(each.of), each.names.fr, each.names.ar, bound, derogable, cited(each.law)]


def _follow_ups(procedure: Procedure) -> Iterator[list[str]]:
    for each in procedure.follow_ups:
        yield [words(each.code), each.names.fr, each.names.ar, codes(each.roles), cited(each.law)]


def _uncertain(procedure: Procedure) -> list[str]:
    """What is not sourced, the least sure first, each kind of thing on one line."""
    found = uncertain(procedure)
    total = sum(len(items) for items in found.values())
    lines = [f"### Uncertain: {total}", ""]
    for (certainty, about), items in found.items():
        named = ", ".join(dict.fromkeys(items))
        lines.append(f"- {certainty}, {about} ({len(items)}): {named}")
    return lines


# Words


def _titled(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A title and its table; nothing where there is no row."""
    made = _table(heads, rows)
    return [f"### {title}", "", *made, ""] if made else []


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    body = [_row(row) for row in rows]
    return [_row(heads), f"|{'---|' * len(heads)}", *body] if body else []


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _applies(part: Applicable) -> str:
    """Its class and its conditions; empty when it is asked of every dossier."""
    classes = f"class {codes(part.classes, ' or ')}" if part.classes else ""
    return "; ".join(filter(None, [classes, codes(part.when, " and ")]))


def _under(part: Applicable) -> str:
    applies = _applies(part)
    return f", when {applies}" if applies else ""


def _day(reminder: Reminder) -> str:
    if reminder.working_days == 0:
        return "on the day"
    return f"{abs(reminder.working_days)} {'before' if reminder.working_days < 0 else 'after'}"
