"""The permit that a request comes after."""

from __future__ import annotations

from rokhas.procedures.predicates.registry import Facts, predicate


@predicate(
    "follows_a_permit", fr="La demande suit un permis de la plateforme", ar="الطلب يلي رخصة مسلمة عبر المنصة"
)
def follows_a_permit(facts: Facts) -> bool:
    return bool(facts.get("follows"))


@predicate(
    "follows_no_permit",
    fr="La demande ne suit aucun permis de la plateforme",
    ar="الطلب لا يلي أي رخصة مسلمة عبر المنصة",
)
def follows_no_permit(facts: Facts) -> bool:
    return not facts.get("follows")
