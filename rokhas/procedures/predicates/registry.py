"""What a predicate is, the register of all of them, and how facts are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Predicate:
    """A condition, its name in files, and its sentence in the two languages."""

    name: str
    fr: str
    ar: str
    holds: Callable[[Facts], bool]

    def in_(self, language: str) -> str:
        return self.ar if language == "ar" else self.fr


REGISTRY: dict[str, Predicate] = {}


def predicate(name: str, *, fr: str, ar: str) -> Callable[[Callable[[Facts], bool]], Callable[[Facts], bool]]:
    """Register a condition under `name`.

    Raises:
        ValueError: the name is taken.
    """

    def register(holds: Callable[[Facts], bool]) -> Callable[[Facts], bool]:
        if name in REGISTRY:
            raise ValueError(f"predicate {name} is registered twice")
        REGISTRY[name] = Predicate(name, fr, ar, holds)
        return holds

    return register


def holding(facts: Facts) -> frozenset[str]:
    """The names of the predicates that are true of these facts: what every method of a `Procedure` takes."""
    return frozenset(name for name, item in REGISTRY.items() if item.holds(facts))


def sentence(name: str, language: str) -> str:
    """A predicate in words. Raises KeyError when there is none of this name."""
    return REGISTRY[name].in_(language)


def number(facts: Facts, name: str) -> Decimal:
    """A measure, 0 when it is not answered or is not a finite number."""
    given = facts.get(name)
    if given is None or isinstance(given, bool):
        return Decimal(0)
    try:
        value = Decimal(str(given))
    except InvalidOperation:
        return Decimal(0)
    return value if value.is_finite() else Decimal(0)


def is_true(facts: Facts, name: str) -> bool:
    return facts.get(name) is True or facts.get(name) == "true"


def has_trait(facts: Facts, name: str) -> bool:
    """Whether an answer chosen implies it (`Choice.traits`)."""
    traits = facts.get("traits")
    return isinstance(traits, (list, tuple, set, frozenset)) and name in traits
