"""What two versions of a procedure say differently: by meaning, never by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rokhas.procedures.schema.limits import Limit
from rokhas.procedures.schema.parts import Delay, Law, Part, Source, Wording
from rokhas.procedures.schema.people import Invited
from rokhas.procedures.schema.procedure import Professional, Window

# What is told whole: half a wording, a number without its unit or an article without its text would say nothing.
WHOLE = (Wording, Law, Delay)
# What makes a version another without saying anything of the procedure.
ITS_OWN = frozenset({"version", "effective_from"})
PLAIN_SPACES = {ord(each): " " for each in "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"}


@dataclass(frozen=True, slots=True)
class Difference:
    """Something said otherwise: `trail` are the parts that lead to it, outermost first, then `key` names it in the last one.

    `change` is `added` (no `before`), `removed` (no `after`), `changed`, or `order` (the same parts of a list, in another order).
    """

    trail: tuple[tuple[str, Part], ...]
    key: str
    change: Literal["added", "removed", "changed", "order"]
    before: Any = None
    after: Any = None


def differences(before: Part, after: Part) -> list[Difference]:
    """Everything that differs between two versions of a procedure, or of another part, in the order of the file."""
    return list(_of_part(before, after, ()))


def _of_part(before: Part, after: Part, trail: tuple[tuple[str, Part], ...]) -> Iterator[Difference]:
    for key in type(after).model_fields:
        if not trail and key in ITS_OWN:
            continue
        old, new = getattr(before, key), getattr(after, key)
        if same(old, new):
            continue
        if _are_parts(old, new):
            yield from _of_list(old, new, key, trail)
        elif isinstance(old, Part) and isinstance(new, Part) and not isinstance(new, WHOLE):
            yield from _of_part(old, new, (*trail, (key, new)))
        else:
            yield Difference(trail, key, _change(old, new), old, new)


def same(old: Any, new: Any) -> bool:
    """Whether two values say the same: a space that may not be broken is a space."""
    return bool(old == new or _spaced(old) == _spaced(new))


def _spaced(value: Any) -> Any:
    match value:
        case str():
            return value.translate(PLAIN_SPACES)
        case Part():
            return type(value), _spaced(tuple(getattr(value, key) for key in type(value).model_fields))
        case dict():
            return {_spaced(key): _spaced(each) for key, each in value.items()}
        case tuple() | list():
            return tuple(_spaced(each) for each in value)
    return value


def _change(old: Any, new: Any) -> Literal["added", "removed", "changed"]:
    if old is None or old == () or old == "":
        return "added"
    return "removed" if new is None or new == () or new == "" else "changed"


def _are_parts(old: Any, new: Any) -> bool:
    both = (*old, *new) if isinstance(old, tuple) and isinstance(new, tuple) else ()
    return bool(both) and all(isinstance(each, Part) for each in both)


def _of_list(
    old: Sequence[Part], new: Sequence[Part], key: str, trail: tuple[tuple[str, Part], ...]
) -> Iterator[Difference]:
    was, now = _named(old), _named(new)
    for name, item in was.items():
        if name not in now:
            yield Difference(trail, key, "removed", before=item)
    for name, item in now.items():
        if name not in was:
            yield Difference(trail, key, "added", after=item)
        elif not same(was[name], item):
            if isinstance(item, WHOLE):
                yield Difference(trail, key, "changed", was[name], item)
            else:
                yield from _of_part(was[name], item, (*trail, (key, item)))
    kept = [name for name in was if name in now]
    if kept != [name for name in now if name in was]:
        yield Difference(trail, key, "order", tuple(old), tuple(new))


def _named(parts: Sequence[Part]) -> dict[tuple[object, ...], Part]:
    """Each part of a list under what stays of it from a version to the next."""
    named: dict[tuple[object, ...], Part] = {}
    for part in parts:
        name = _spaced(name_of(part))
        while name in named:
            name = (*name, "again")
        named[name] = part
    return named


def name_of(part: Part) -> tuple[object, ...]:
    """What identifies a part among those of its list: its code, or what stands for one."""
    match part:
        case Limit():
            return part.code, part.classes
        case Professional() | Invited():
            return (part.role,)
        case Law():
            return part.text, part.article
        case Window():
            return (part.opens,)
        case Source():
            return part.text, part.classes
        case Wording():
            return (part.fr,)
    code = getattr(part, "code", None)
    return (code,) if code is not None else (getattr(part, "when", None), getattr(part, "working_days", None))
