"""The applicant and the land."""

from __future__ import annotations

from rokhas.procedures.predicates.registry import Facts, is_true, number, predicate


@predicate("natural_person", fr="Le demandeur est une personne physique", ar="صاحب الطلب شخص ذاتي")
def natural_person(facts: Facts) -> bool:
    return not company(facts)


@predicate("company", fr="Le demandeur est une personne morale", ar="صاحب الطلب شخص اعتباري")
def company(facts: Facts) -> bool:
    return facts.get("applicant_kind") == "company"


@predicate(
    "filed_by_third_person",
    fr="Le dossier est déposé par un mandataire",
    ar="يودع الملف من طرف وكيل عن صاحب الطلب",
)
def filed_by_third_person(facts: Facts) -> bool:
    return is_true(facts, "filed_by_third_person")


# The land


@predicate("registered_land", fr="Le terrain est immatriculé", ar="العقار محفظ")
def registered_land(facts: Facts) -> bool:
    return facts.get("land_status") == "registered"


@predicate(
    "land_under_requisition", fr="L'immatriculation du terrain est en cours", ar="العقار في طور التحفيظ"
)
def land_under_requisition(facts: Facts) -> bool:
    return facts.get("land_status") == "requisition"


@predicate("unregistered_land", fr="Le terrain n'est pas immatriculé", ar="العقار غير محفظ")
def unregistered_land(facts: Facts) -> bool:
    return not registered_land(facts)


@predicate("land_owned_jointly", fr="Le terrain est en indivision", ar="العقار مملوك على الشياع")
def land_owned_jointly(facts: Facts) -> bool:
    return is_true(facts, "land_owned_jointly")


@predicate(
    "common_parts",
    fr="Les travaux touchent les parties communes d'une copropriété",
    ar="الأشغال تمس الأجزاء المشتركة لملكية مشتركة",
)
def common_parts(facts: Facts) -> bool:
    return is_true(facts, "common_parts")


@predicate("in_subdivision", fr="Le terrain est un lot d'un lotissement", ar="العقار بقعة من تجزئة")
def in_subdivision(facts: Facts) -> bool:
    return facts.get("subdivision_status") in {"received", "not_received", "restructured"}


def in_received_subdivision(facts: Facts) -> bool:
    """Its provisional reception is recorded."""
    return facts.get("subdivision_status") == "received"


@predicate(
    "protected_site",
    fr="Le bâtiment ou le site est protégé (monuments et sites)",
    ar="البناية أو الموقع مشمول بالحماية (المباني التاريخية والمواقع)",
)
def protected_site(facts: Facts) -> bool:
    return is_true(facts, "protected_site")


@predicate("unbuilt_urban_land", fr="Le terrain est urbain et non bâti", ar="العقار حضري وغير مبني")
def unbuilt_urban_land(facts: Facts) -> bool:
    return is_true(facts, "unit_is_urban") and number(facts, "existing_surface") == 0


@predicate(
    "on_several_communes",
    fr="Le terrain s'étend sur plusieurs communes",
    ar="يمتد العقار على عدة جماعات",
)
def on_several_communes(facts: Facts) -> bool:
    return facts.get("several_communes") == "several"


@predicate("in_one_commune", fr="Le terrain est dans une seule commune", ar="يوجد العقار في جماعة واحدة")
def in_one_commune(facts: Facts) -> bool:
    return not on_several_communes(facts)


@predicate("in_rural_commune", fr="Le terrain est dans une commune rurale", ar="يوجد العقار في جماعة قروية")
def in_rural_commune(facts: Facts) -> bool:
    return facts.get("unit_is_urban") is False


@predicate("built_land", fr="Des bâtiments existent sur le terrain", ar="توجد مبان على العقار")
def built_land(facts: Facts) -> bool:
    return is_true(facts, "built_land")


@predicate("in_douar", fr="Le terrain est dans le périmètre d'un douar", ar="يوجد العقار داخل مدار دوار")
def in_douar(facts: Facts) -> bool:
    return is_true(facts, "in_douar")


# Whoever asks what the rules of a land are (RGC 2013, art. 6-9)


PLAN_STATUS = "plan_status"
"""The question of a form that asks whether a plan is approved."""


@predicate(
    "plan_not_approved",
    fr="Aucun document d'urbanisme n'est approuvé, ou le demandeur l'ignore",
    ar="لم تتم المصادقة على أي وثيقة تعمير، أو لا يعلم صاحب الطلب ذلك",
)
def plan_not_approved(facts: Facts) -> bool:
    """As the zoning that is loaded for the land says; as it was answered where none is (`plan_loaded` is then empty)."""
    return (facts.get("plan_loaded") or facts.get(PLAN_STATUS)) in {"not_approved", "unknown"}


@predicate("asked_by_another", fr="Le demandeur n'est pas le propriétaire", ar="صاحب الطلب ليس هو المالك")
def asked_by_another(facts: Facts) -> bool:
    return facts.get("asker") in {"with_consent", "anyone"}
