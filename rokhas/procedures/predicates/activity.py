"""An activity and its premises: what the one chosen implies."""

from __future__ import annotations

from rokhas.procedures.predicates.project import opens_to_public
from rokhas.procedures.predicates.registry import Facts, has_trait, is_true, number, predicate


@predicate("food_activity", fr="L'activité touche à l'alimentation", ar="يتعلق النشاط بالتغذية")
def food_activity(facts: Facts) -> bool:
    return has_trait(facts, "food")


@predicate("regulated_profession", fr="La profession est réglementée", ar="المهنة منظمة")
def regulated_profession(facts: Facts) -> bool:
    return has_trait(facts, "regulated")


@predicate("internet_cafe", fr="L'activité est un cybercafé", ar="النشاط مقهى للإنترنت")
def internet_cafe(facts: Facts) -> bool:
    return has_trait(facts, "internet_cafe")


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


# Classed establishments (dahir of 25 August 1914): the class is that of the activity chosen


@predicate("second_class", fr="L'activité est de la 2e classe", ar="النشاط من الصنف الثاني")
def second_class(facts: Facts) -> bool:
    return has_trait(facts, "class_2")


@predicate("third_class", fr="L'activité est de la 3e classe", ar="النشاط من الصنف الثالث")
def third_class(facts: Facts) -> bool:
    return has_trait(facts, "class_3")


@predicate(
    "high_voltage",
    fr="L'établissement est raccordé en haute tension",
    ar="المؤسسة مرتبطة بالتوتر العالي",
)
def high_voltage(facts: Facts) -> bool:
    return is_true(facts, "high_voltage")


@predicate("has_employees", fr="L'établissement emploie des salariés", ar="تشغل المؤسسة أجراء")
def has_employees(facts: Facts) -> bool:
    return number(facts, "employees") > 0


# Occupations of the public domain


@predicate("beside_premises", fr="L'occupation prolonge un local commercial", ar="الاحتلال امتداد لمحل تجاري")
def beside_premises(facts: Facts) -> bool:
    return has_trait(facts, "beside_premises")


@predicate(
    "passing_event",
    fr="L'occupation est temporaire (foire, cirque, vente saisonnière)",
    ar="الاحتلال مؤقت (معرض، سيرك، بيع موسمي)",
)
def passing_event(facts: Facts) -> bool:
    return has_trait(facts, "event")


def _quarters(facts: Facts) -> int:
    return int(number(facts, "quarters"))


@predicate("one_quarter", fr="L'occupation est demandée pour un trimestre", ar="الاحتلال مطلوب لربع سنة واحد")
def one_quarter(facts: Facts) -> bool:
    return _quarters(facts) == 1


@predicate("two_quarters", fr="L'occupation est demandée pour deux trimestres", ar="الاحتلال مطلوب لربعي سنة")
def two_quarters(facts: Facts) -> bool:
    return _quarters(facts) == 2


@predicate(
    "three_quarters",
    fr="L'occupation est demandée pour trois trimestres",
    ar="الاحتلال مطلوب لثلاثة أرباع السنة",
)
def three_quarters(facts: Facts) -> bool:
    return _quarters(facts) == 3


@predicate("two_years", fr="L'occupation est demandée pour deux ans", ar="الاحتلال مطلوب لسنتين")
def two_years(facts: Facts) -> bool:
    return number(facts, "years") == 2


@predicate("three_years", fr="L'occupation est demandée pour trois ans", ar="الاحتلال مطلوب لثلاث سنوات")
def three_years(facts: Facts) -> bool:
    return number(facts, "years") == 3


@predicate("shop_sign", fr="Il s'agit d'une enseigne", ar="يتعلق الأمر بلافتة محل")
def shop_sign(facts: Facts) -> bool:
    return has_trait(facts, "shop_sign")


@predicate("advertising_support", fr="Il s'agit d'un support publicitaire", ar="يتعلق الأمر بدعامة إشهارية")
def advertising_support(facts: Facts) -> bool:
    return has_trait(facts, "panel")


@predicate(
    "standing_support",
    fr="Le support est scellé, dressé ou posé en toiture",
    ar="الدعامة مثبتة أو قائمة أو فوق السطح",
)
def standing_support(facts: Facts) -> bool:
    return has_trait(facts, "standing")


@predicate(
    "on_private_building",
    fr="L'ouvrage est fixé à un immeuble privé",
    ar="المنشأة مثبتة على عقار خاص",
)
def on_private_building(facts: Facts) -> bool:
    return is_true(facts, "on_private_building")


@predicate("trench", fr="Une tranchée est ouverte", ar="يتم حفر خندق")
def trench(facts: Facts) -> bool:
    return has_trait(facts, "trench")


@predicate(
    "surface_occupied",
    fr="Une surface de la voie est occupée",
    ar="تحتل مساحة من الطريق",
)
def surface_occupied(facts: Facts) -> bool:
    return has_trait(facts, "surface")


@predicate("equipment_laid", fr="Un équipement est posé sur le domaine", ar="توضع منشأة بالملك العام")
def equipment_laid(facts: Facts) -> bool:
    return has_trait(facts, "equipment")


@predicate("antenna", fr="Il s'agit d'une antenne", ar="يتعلق الأمر بهوائي")
def antenna(facts: Facts) -> bool:
    return has_trait(facts, "antenna")


@predicate(
    "carriageway_touched", fr="La chaussée est touchée ou barrée", ar="تمس الأشغال قارعة الطريق أو تغلقها"
)
def carriageway_touched(facts: Facts) -> bool:
    return is_true(facts, "carriageway_touched")


@predicate("street_closed", fr="Une rue est fermée à la circulation", ar="تغلق طريق أمام حركة السير")
def street_closed(facts: Facts) -> bool:
    return is_true(facts, "street_closed")


@predicate(
    "for_an_establishment", fr="La place est demandée pour un établissement", ar="الموقف مطلوب لفائدة مؤسسة"
)
def for_an_establishment(facts: Facts) -> bool:
    return has_trait(facts, "establishment")
