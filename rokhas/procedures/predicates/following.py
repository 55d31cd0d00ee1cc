"""The permit that a request comes after."""

from __future__ import annotations

from rokhas.procedures.predicates.registry import Facts, is_true, predicate


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


@predicate(
    "attestation_given",
    fr="L’attestation de l’architecte est donnée pour remplacer la visite",
    ar="قدمت شهادة المهندس المعماري لتقوم مقام المعاينة",
)
def attestation_given(facts: Facts) -> bool:
    return facts.get("completion_proof") == "attestation"


@predicate(
    "completion_visited",
    fr="Visite de récolement : l’attestation ne vient pas de l’architecte du permis suivi, ou n’est pas donnée",
    ar="معاينة في عين المكان: الشهادة غير صادرة عن المهندس المعماري للرخصة المعنية، أو لم تقدم",
)
def completion_visited(facts: Facts) -> bool:
    return not (attestation_given(facts) and (facts.get("follows") or {}).get("same_designer"))


@predicate(
    "built_by_subdivider",
    fr="Construit par le lotisseur, avant la vente",
    ar="شيدت من طرف صاحب التجزئة",
)
def built_by_subdivider(facts: Facts) -> bool:
    return is_true(facts, "built_by_subdivider")
