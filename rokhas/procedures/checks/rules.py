"""The rules between the parts of a procedure: names that exist, steps that start and end, rights that rest on a text."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from rokhas.procedures.checks.eligibility import eligibility_mistakes
from rokhas.procedures.checks.enquiries import enquiry_mistakes, report_mistakes
from rokhas.procedures.checks.extensions import extension_mistakes
from rokhas.procedures.checks.occupations import occupation_mistakes
from rokhas.procedures.checks.silences import silence_mistakes
from rokhas.procedures.checks.stops import stop_mistakes
from rokhas.procedures.checks.thresholds import threshold_mistakes
from rokhas.procedures.checks.visits import visit_mistakes
from rokhas.procedures.predicates import REGISTRY
from rokhas.procedures.schema import (
    GRANTING,
    SENSES,
    Document,
    FormField,
    Kind,
    Procedure,
    Step,
    known_procedures,
)

Path = tuple[str | int, ...]
Found = tuple[Path, str]

# Kinds of step that the applicant may answer: no office is named.
OF_THE_APPLICANT = frozenset({Kind.DECLARATION, Kind.PAYMENT})
OF_A_PAPER = frozenset({Kind.SIGNATURE, Kind.DELIVERY})


# The bodies that keep a register of professionals, told by the app that reads them (`know_bodies`).
_bodies: set[str] = set()


def know_bodies(codes: Iterable[str]) -> None:
    """Say which bodies keep a register: from then on, a file may name no other."""
    _bodies.update(codes)


def rule_mistakes(procedure: Procedure) -> list[Found]:
    """Every broken rule of a well-formed procedure, with its place in the file."""
    rules = (
        _predicates,
        _codes,
        _classes,
        _order,
        _steps,
        _endings,
        _documents,
        _people,
        _form,
        _fees,
        _limits,
        _windows,
        _follows,
        report_mistakes,
        stop_mistakes,
        occupation_mistakes,
        threshold_mistakes,
        eligibility_mistakes,
    )
    return [found for rule in rules for found in rule(procedure)]


def _predicates(procedure: Procedure) -> Iterator[Found]:
    for path, name in procedure.predicates():
        if name not in REGISTRY:
            near = difflib.get_close_matches(name, REGISTRY, n=1)
            if near:
                yield (
                    path,
                    _("No predicate is named “%(name)s”. Did you mean “%(near)s”?")
                    % {"name": name, "near": near[0]},
                )
            else:
                yield path, _("No predicate is named “%(name)s”.") % {"name": name}


def _codes(procedure: Procedure) -> Iterator[Found]:
    for key in ("classes", "documents", "steps", "fees", "follow_ups", "form"):
        yield from _twice((key,), [item.code for item in getattr(procedure, key)])
    places = [
        (("form", rank, "fields", index), field)
        for rank, section in enumerate(procedure.form)
        for index, field in enumerate(section.fields)
    ]
    known = Counter(field.code for _path, field in places)
    seen: set[str] = set()
    for path, field in places:
        if known[field.code] > 1 and field.code in seen:
            yield (*path, "code"), _twice_sentence(field.code)
        seen.add(field.code)
        yield from _twice((*path, "choices"), [choice.code for choice in field.choices])


def _twice(path: Path, codes: Sequence[str]) -> Iterator[Found]:
    for rank, code in enumerate(codes):
        if code in codes[:rank]:
            yield (*path, rank, "code"), _twice_sentence(code)


def _twice_sentence(code: str) -> str:
    return _("The code “%(code)s” is used twice.") % {"code": code}


def _classes(procedure: Procedure) -> Iterator[Found]:
    known = {item.code for item in procedure.classes}
    places: list[tuple[Path, Iterable[str]]] = [
        ((key, rank), item.classes)
        for key in ("documents", "steps", "fees", "limits")
        for rank, item in enumerate(getattr(procedure, key))
    ]
    places += [
        (("documents", rank, "sources", index), source.classes)
        for rank, document in enumerate(procedure.documents)
        for index, source in enumerate(document.sources)
    ]
    places += [
        (("form", rank, "fields", index), field.classes)
        for rank, section in enumerate(procedure.form)
        for index, field in enumerate(section.fields)
    ]
    for path, named in places:
        for index, code in enumerate(named):
            if code not in known:
                yield (*path, "classes", index), _("This procedure has no class “%(code)s”.") % {"code": code}


def _order(procedure: Procedure) -> Iterator[Found]:
    """Every step named exists, and every step is reached from one that nothing precedes."""
    known = {step.code for step in procedure.steps}
    for rank, step in enumerate(procedure.steps):
        for index, code in enumerate(step.after):
            if code not in known:
                yield (
                    ("steps", rank, "after", index),
                    _("This procedure has no step “%(code)s”.") % {"code": code},
                )
    reached: set[str] = set()
    while fresh := {
        step.code
        for step in procedure.steps
        if step.code not in reached and reached.issuperset(known & set(step.after))
    }:
        reached |= fresh
    for rank, step in enumerate(procedure.steps):
        if step.code not in reached:
            if step.code in _before(procedure, step):
                sentence = _("The step “%(code)s” waits for itself: its order makes a circle.")
            else:
                sentence = _(
                    "The step “%(code)s” is never reached: it waits for steps that wait for each other."
                )
            yield ("steps", rank, "after"), sentence % {"code": step.code}


def _before(procedure: Procedure, step: Step) -> set[str]:
    """The steps that come before this one, near or far."""
    by_code = {item.code: item for item in procedure.steps}
    found: set[str] = set()
    waiting = list(step.after)
    while waiting:
        code = waiting.pop()
        if code not in found and code in by_code:
            found.add(code)
            waiting += by_code[code].after
    return found


def _steps(procedure: Procedure) -> Iterator[Found]:
    for rank, step in enumerate(procedure.steps):
        for key, sentence in _of_step(step):
            yield ("steps", rank, *key), sentence


def _of_step(step: Step) -> Iterator[Found]:
    if not step.by and step.kind not in OF_THE_APPLICANT:
        yield (), _("The step “%(code)s” names no office (by).") % {"code": step.code}
    if not step.roles:
        yield (), _("The step “%(code)s” names nobody who may act (roles).") % {"code": step.code}
    if step.kind is Kind.SIGNATURE and step.paper is None:
        yield (
            (),
            _("The signature “%(code)s” does not say which paper is signed (paper).") % {"code": step.code},
        )
    if step.paper is not None and step.kind not in OF_A_PAPER:
        yield ("paper",), _("Only a signature or a delivery has a paper.")
    if step.states is not None and (step.kind is not Kind.SIGNATURE or step.paper not in GRANTING):
        yield ("states",), _("Only the signature of what is granted states something.")
    for index, role in enumerate(step.signers):
        if role not in step.roles:
            yield (
                ("signers", index),
                _("“%(role)s” signs but is not among the roles of the step.") % {"role": role},
            )
    if step.senses != SENSES and step.kind is not Kind.CONCLUSION:
        yield ("senses",), _("Only a conclusion has senses.")
    yield from visit_mistakes(step)
    yield from _of_conforming(step)
    yield from silence_mistakes(step)
    yield from enquiry_mistakes(step)


def _of_conforming(step: Step) -> Iterator[Found]:
    for index, office in enumerate(step.conforming):
        if office not in step.by:
            yield (
                ("conforming", index),
                _("“%(office)s” must agree but is not consulted by the step.") % {"office": office},
            )
    for index, office in enumerate(step.in_each):
        if office not in step.by:
            yield (
                ("in_each", index),
                _("“%(office)s” is asked in each commune but is not consulted by the step.")
                % {"office": office},
            )
    if step.unanimous and step.kind is not Kind.OPINION:
        yield ("unanimous",), _("Only opinions may have to be unanimous (unanimous).")
    if step.conforming and step.kind is not Kind.OPINION:
        yield ("conforming",), _("Only an opinion may be indispensable (conforming).")
    if step.conforming and step.conforming_law is None:
        yield ("conforming",), _("An indispensable opinion rests on a text of law (conforming_law).")


def _endings(procedure: Procedure) -> Iterator[Found]:
    """Each class of dossier can start, and be signed for."""
    codes: list[str | None] = [item.code for item in procedure.classes]
    for code in codes or [None]:
        steps = [step for step in procedure.steps if not step.classes or code in step.classes]
        signed = any(step.kind is Kind.SIGNATURE and step.paper in GRANTING for step in steps)
        if signed:
            continue
        if code is None:
            yield (
                ("steps",),
                _(
                    "Nobody signs the decision: no step of kind signature has the paper permit or acknowledgement."
                ),
            )
        else:
            yield ("steps",), _("Nobody signs the decision for the class “%(code)s”.") % {"code": code}


def _documents(procedure: Procedure) -> Iterator[Found]:
    for rank, document in enumerate(procedure.documents):
        for key, sentence in _of_document(document):
            yield ("documents", rank, *key), sentence


def _of_document(document: Document) -> Iterator[Found]:
    if document.plan and document.signed_by is None:
        yield ("plan",), _("A plan is signed by a professional (signed_by).")
    if document.kind == "main" and document.due != "deposit":
        yield (
            ("due",),
            _("A main document is there at the deposit: only documents of information may follow."),
        )
    if document.kind == "main" and document.arises_from == "payment":
        yield (
            ("arises_from",),
            _("A receipt of payment cannot be a main document: nobody pays before the opinions."),
        )


def _people(procedure: Procedure) -> Iterator[Found]:
    """Professionals are of a register that exists, and are asked for documents that the procedure asks."""
    known = {document.code: document for document in procedure.documents}
    for key in ("professionals", "invited"):
        for rank, item in enumerate(getattr(procedure, key)):
            if _bodies and item.body and item.body not in _bodies:
                yield (key, rank, "body"), _unknown_body(item.body)
    for rank, invited in enumerate(procedure.invited):
        for name in ("documents", "reads"):
            for index, code in enumerate(getattr(invited, name)):
                if code not in known:
                    yield (
                        ("invited", rank, name, index),
                        _("This procedure asks no document “%(code)s”.") % {"code": code},
                    )
                elif known[code].arises_from != "upload":
                    yield (
                        ("invited", rank, name, index),
                        _("Nobody gives the document “%(code)s”: it is made by the platform.")
                        % {"code": code},
                    )
    yield from _same_role_twice(procedure)


def _same_role_twice(procedure: Procedure) -> Iterator[Found]:
    roles = [invited.role for invited in procedure.invited]
    for rank, role in enumerate(roles):
        if role in roles[:rank]:
            yield ("invited", rank, "role"), _("“%(role)s” is invited twice.") % {"role": role}


def _unknown_body(code: str) -> str:
    near = difflib.get_close_matches(code, _bodies, n=1)
    if near:
        return _("No body “%(code)s” keeps a register. Did you mean “%(near)s”?") % {
            "code": code,
            "near": near[0],
        }
    return _("No body “%(code)s” keeps a register.") % {"code": code}


def _form(procedure: Procedure) -> Iterator[Found]:
    for rank, section in enumerate(procedure.form):
        for index, field in enumerate(section.fields):
            for key, sentence in _of_field(field):
                yield ("form", rank, "fields", index, *key), sentence


def _of_field(field: FormField) -> Iterator[Found]:
    if field.min is not None and field.max is not None and field.min > field.max:
        yield ("min",), _("The smallest answer is larger than the largest.")
    if field.format is not None and field.type not in {"text", "identity"}:
        yield ("format",), _("Only a text has a format.")
    if field.type == "identity" and field.personal is None:
        yield (), _("Say why the identity number is asked and how long it is kept (personal).")


def _fees(procedure: Procedure) -> Iterator[Found]:
    paid = any(step.kind is Kind.PAYMENT for step in procedure.steps)
    if procedure.fees and not paid:
        yield ("fees",), _("Fees are due, but no step is a payment.")
    if paid and not procedure.fees:
        rank = next(rank for rank, step in enumerate(procedure.steps) if step.kind is Kind.PAYMENT)
        yield ("steps", rank), _("The step is a payment, but the procedure names no fee.")


def _limits(procedure: Procedure) -> Iterator[Found]:
    classes = [item.code for item in procedure.classes] or [""]
    seen: set[tuple[str, str]] = set()
    for rank, limit in enumerate(procedure.limits):
        here = {(limit.code, code) for code in limit.classes or classes}
        if here & seen:
            yield (
                ("limits", rank, "code"),
                _("The limit “%(code)s” is given twice for one class.") % {"code": limit.code},
            )
        seen |= here
        if limit.code != "legal_maximum":
            sentence = _("Only the legal maximum has reminders of its own: nobody attends to this limit.")
            for index in range(len(limit.reminders or ())):
                yield ("limits", rank, "reminders", index), sentence
    yield from extension_mistakes(procedure)


def _windows(procedure: Procedure) -> Iterator[Found]:
    """Periods in which a request may be filed end after they begin, and follow one another."""
    for rank, window in enumerate(procedure.windows):
        if window.closes is not None and window.closes < window.opens:
            yield ("windows", rank, "closes"), _("This period ends before it begins.")
        before = procedure.windows[rank - 1] if rank else None
        if before is not None and (before.closes is None or before.closes >= window.opens):
            yield ("windows", rank, "opens"), _("This period begins before the one above it has ended.")


def _follows(procedure: Procedure) -> Iterator[Found]:
    """The permits that a request comes after are of the catalogue, and what it waits for counts from their grant."""
    if procedure.follows is None:
        return
    for rank, code in enumerate(procedure.follows.procedures):
        if code not in known_procedures():
            sentence = _("The catalogue has no procedure “%(name)s”.") % {"name": code}
            yield ("follows", "procedures", rank), sentence
    sections = {section.code for section in procedure.form}
    for rank, code in enumerate(procedure.follows.brings):
        if code not in sections:
            yield ("follows", "brings", rank), _("The form has no page “%(code)s”.") % {"code": code}
    if procedure.follows.after is not None and procedure.follows.after.starts != "granted":
        yield (
            ("follows", "after", "starts"),
            _("What follows a permit counts from its grant (starts: granted)."),
        )
