"""How far the case has come: what the desk found, what was concluded."""

from __future__ import annotations

from rokhas.procedures.predicates.registry import Facts, predicate


@predicate("found_admissible", fr="Dossier déclaré recevable", ar="ملف مقبول")
def found_admissible(facts: Facts) -> bool:
    return facts.get("intake") == "admissible"


@predicate("found_inadmissible", fr="Dossier déclaré irrecevable", ar="ملف غير مقبول")
def found_inadmissible(facts: Facts) -> bool:
    return facts.get("intake") == "inadmissible"


@predicate("concluded_reserves", fr="Réserves mineures à lever", ar="تحفظات بسيطة يجب رفعها")
def concluded_reserves(facts: Facts) -> bool:
    return facts.get("conclusion") == "minor_reserves"


@predicate("concluded_changes", fr="Modifications demandées", ar="تعديلات مطلوبة")
def concluded_changes(facts: Facts) -> bool:
    return facts.get("conclusion") == "changes_asked"


@predicate("concluded_unfavourable", fr="Conclusion défavorable", ar="خلاصة غير موافقة")
def concluded_unfavourable(facts: Facts) -> bool:
    return facts.get("conclusion") == "unfavourable"


@predicate(
    "may_be_granted", fr="Conclusion favorable, ou réserves à lever", ar="خلاصة موافقة أو تحفظات يجب رفعها"
)
def may_be_granted(facts: Facts) -> bool:
    return facts.get("conclusion") in {"favourable", "minor_reserves"}
