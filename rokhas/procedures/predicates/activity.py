"""An activity and its premises: what the one chosen implies."""

from __future__ import annotations

from rokhas.procedures.predicates.project import opens_to_public
from rokhas.procedures.predicates.registry import Facts, predicate


def has_trait(facts: Facts, name: str) -> bool:
    """Whether an answer chosen implies it (`Choice.traits`)."""
    traits = facts.get("traits")
    return isinstance(traits, (list, tuple, set, frozenset)) and name in traits


@predicate("food_activity", fr="L'activité touche à l'alimentation", ar="يتعلق النشاط بالتغذية")
def food_activity(facts: Facts) -> bool:
    return has_trait(facts, "food")


@predicate("regulated_profession", fr="La profession est réglementée", ar="المهنة منظمة")
def regulated_profession(facts: Facts) -> bool:
    return has_trait(facts, "regulated")


@predicate(
    "hygiene_to_be_heard",
    fr="L'activité touche à l'alimentation, ou le local reçoit du public",
    ar="يتعلق النشاط بالتغذية أو يستقبل المحل العموم",
)
def hygiene_to_be_heard(facts: Facts) -> bool:
    return food_activity(facts) or has_trait(facts, "open_to_public") or opens_to_public(facts)


# What the works and the premises are


@predicate("tenant", fr="Le demandeur est locataire", ar="صاحب الطلب مكتر")
def tenant(facts: Facts) -> bool:
    return facts.get("occupation_right") == "tenant"


@predicate(
    "seasonal_installation",
    fr="Les travaux comprennent une installation saisonnière ou temporaire",
    ar="تشمل الأشغال منشأة موسمية أو مؤقتة",
)
def seasonal_installation(facts: Facts) -> bool:
    return facts.get("works_kind") == "seasonal"
