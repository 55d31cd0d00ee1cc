"""The project: trade, industry, compulsory studies, and the criteria of RGC 2013, annexes 2 and 3."""

from __future__ import annotations

from decimal import Decimal

from rokhas.procedures.predicates.land import in_received_subdivision
from rokhas.procedures.predicates.registry import Facts, has_trait, is_true, number, predicate

R2_HEIGHT = Decimal("11.50")
R3_HEIGHT = Decimal("15.50")
SMALL_TRADE_FLOOR = Decimal(500)
SMALL_TRADE_HEIGHT = Decimal("5.50")
SMALL_PROGRAMME = 20


@predicate("has_trade", fr="Le projet comprend des locaux commerciaux", ar="يشمل المشروع محلات تجارية")
def has_trade(facts: Facts) -> bool:
    return facts.get("destination") == "commercial" or number(facts, "trade_floor") > 0


@predicate("has_industry", fr="Le projet comprend une activité industrielle", ar="يشمل المشروع نشاطا صناعيا")
def has_industry(facts: Facts) -> bool:
    return facts.get("destination") == "industrial" or number(facts, "industry_floor") > 0


@predicate(
    "architect_compulsory",
    fr="Le recours à un architecte est obligatoire (construction nouvelle ou modification en zone urbaine, ou bâtiment public)",
    ar="اللجوء إلى مهندس معماري إجباري (بناء جديد أو تعديل بالمجال الحضري، أو بناية عمومية)",
)
def architect_compulsory(facts: Facts) -> bool:
    """Law 12-90 art. 50 (urban communes, delimited centres, peripheral and special zones), art. 51 (public buildings elsewhere).

    Where nobody has said that the commune is rural, the architect is compulsory. In a rural one, the zones of art. 50 are those
    that the form asks about (trait `planned_zone`); a form that does not ask knows of none.
    """
    in_zone = facts.get("unit_is_urban") is not False or has_trait(facts, "planned_zone")
    return in_zone or is_true(facts, "for_public_body")


@predicate(
    "structure_study_compulsory",
    fr="Une étude de structure par un ingénieur spécialisé est obligatoire",
    ar="دراسة الهيكل من طرف مهندس مختص إجبارية",
)
def structure_study_compulsory(facts: Facts) -> bool:
    """Law 12-90 art. 53, in the same places as the architect."""
    return architect_compulsory(facts)


@predicate(
    "telecom_study_compulsory",
    fr="Une étude du réseau de télécommunications est obligatoire "
    "(4 niveaux, ou 3 niveaux et 6 logements, ou 500 m² au sol de commerce ou d'industrie)",
    ar="دراسة شبكة الاتصالات إجبارية "
    "(4 مستويات، أو 3 مستويات و6 مساكن، أو 500 متر مربع على الأرض للتجارة أو الصناعة)",
)
def telecom_study_compulsory(facts: Facts) -> bool:
    """Law 12-90 art. 44, urban communes only."""
    levels = number(facts, "levels")
    return facts.get("unit_is_urban") is not False and (
        levels >= 4
        or (levels >= 3 and number(facts, "dwellings") >= 6)
        or (
            (has_trade(facts) or has_industry(facts)) and number(facts, "ground_surface") >= SMALL_TRADE_FLOOR
        )
    )


@predicate(
    "impact_study",
    fr="Le projet est soumis à une étude d'impact sur l'environnement",
    ar="المشروع خاضع لدراسة التأثير على البيئة",
)
def impact_study(facts: Facts) -> bool:
    """Law 12-03."""
    return is_true(facts, "impact_study")


# Grand or petit projet: the criteria of RGC 2013, annexes 2 and 3


@predicate(
    "for_public_body",
    fr="Projet d'une administration, d'une collectivité territoriale, d'un établissement ou d'une entreprise publics",
    ar="مشروع لفائدة إدارة أو جماعة ترابية أو مؤسسة أو مقاولة عمومية",
)
def for_public_body(facts: Facts) -> bool:
    return is_true(facts, "for_public_body")


@predicate(
    "opens_to_public",
    fr="Bâtiment privé ouvert au public (hôtel, école privée, salle de sport, cinéma…)",
    ar="بناية خاصة مفتوحة للعموم (فندق، مدرسة خصوصية، قاعة رياضة، سينما...)",
)
def opens_to_public(facts: Facts) -> bool:
    return is_true(facts, "opens_to_public")


@predicate(
    "large_trade",
    fr="Commerce de plus de 500 m² de plancher ou de plus de 5,50 m de hauteur",
    ar="محلات تجارية تفوق مساحتها 500 متر مربع أو يفوق علوها 5,50 أمتار",
)
def large_trade(facts: Facts) -> bool:
    return has_trade(facts) and _is_large(facts, "commercial", "trade")


@predicate(
    "large_industry",
    fr="Industrie de 1re ou 2e classe, ou de 3e classe de plus de 500 m² ou de plus de 5,50 m de hauteur",
    ar="صناعة من الصنف الأول أو الثاني، أو من الصنف الثالث تفوق مساحتها 500 متر مربع أو يفوق علوها 5,50 أمتار",
)
def large_industry(facts: Facts) -> bool:
    """Industry whose class nobody gave is not known to be of class 3: it counts as large."""
    if not has_industry(facts):
        return False
    return facts.get("industry_class") != "class_3" or _is_large(facts, "industrial", "industry")


@predicate(
    "above_15_50_m",
    fr="Bâtiment de plus de 15,50 m de hauteur (R+3)",
    ar="بناية يفوق علوها 15,50 مترا (سفلي + 3)",
)
def above_15_50_m(facts: Facts) -> bool:
    return number(facts, "height") > R3_HEIGHT


@predicate(
    "above_11_50_m_outside_received_subdivision",
    fr="Bâtiment de plus de 11,50 m et jusqu'à 15,50 m, hors d'un lotissement réceptionné",
    ar="بناية يفوق علوها 11,50 مترا ولا يتعدى 15,50 مترا، خارج تجزئة تم تسلمها",
)
def above_11_50_m_outside_received_subdivision(facts: Facts) -> bool:
    return R2_HEIGHT < number(facts, "height") <= R3_HEIGHT and not in_received_subdivision(facts)


@predicate(
    "more_than_20_dwellings",
    fr="Programme d'ensemble de plus de 20 logements",
    ar="برنامج إجمالي يفوق 20 مسكنا",
)
def more_than_20_dwellings(facts: Facts) -> bool:
    return number(facts, "dwellings") > SMALL_PROGRAMME


@predicate(
    "house_up_to_11_50_m",
    fr="Habitation individuelle jusqu'à 11,50 m (R+2) dans un lotissement réceptionné ou restructuré",
    ar="سكن فردي لا يتعدى علوه 11,50 مترا (سفلي + 2) داخل تجزئة تم تسلمها أو إعادة هيكلتها",
)
def house_up_to_11_50_m(facts: Facts) -> bool:
    return (
        facts.get("destination") == "individual_house"
        and 0 < number(facts, "height") <= R2_HEIGHT
        and facts.get("subdivision_status") in {"received", "restructured"}
    )


@predicate(
    "building_up_to_15_50_m_in_received_subdivision",
    fr="Bâtiment jusqu'à 15,50 m (R+3) dans un lotissement réceptionné",
    ar="بناية لا يتعدى علوها 15,50 مترا (سفلي + 3) داخل تجزئة تم تسلمها",
)
def building_up_to_15_50_m_in_received_subdivision(facts: Facts) -> bool:
    return 0 < number(facts, "height") <= R3_HEIGHT and in_received_subdivision(facts)


@predicate(
    "small_trade_or_workshop",
    fr="Commerce ou atelier de 3e classe jusqu'à 500 m² et 5,50 m",
    ar="محل تجاري أو ورشة من الصنف الثالث في حدود 500 متر مربع و5,50 أمتار",
)
def small_trade_or_workshop(facts: Facts) -> bool:
    return (has_trade(facts) or has_industry(facts)) and not large_trade(facts) and not large_industry(facts)


def _is_large(facts: Facts, destination: str, premises: str) -> bool:
    """The premises' own floor and height; those of the building when it is wholly of this destination."""
    floor, height = number(facts, f"{premises}_floor"), number(facts, f"{premises}_height")
    if facts.get("destination") == destination:
        floor, height = max(floor, number(facts, "floor_surface")), max(height, number(facts, "height"))
    return floor > SMALL_TRADE_FLOOR or height > SMALL_TRADE_HEIGHT


# A modification of what is built (RGC 2013, annex 3)

LARGE_CRITERIA = (
    for_public_body,
    opens_to_public,
    large_trade,
    large_industry,
    above_15_50_m,
    above_11_50_m_outside_received_subdivision,
    more_than_20_dwellings,
)
"""What makes a large project, wherever it is asked."""


@predicate(
    "envelope_kept",
    fr="Modification sans changement de l'enveloppe du bâtiment",
    ar="تعديل لا يغير غلاف البناية",
)
def envelope_kept(facts: Facts) -> bool:
    return facts.get("envelope") == "kept"


@predicate(
    "no_large_criterion",
    fr="Aucun critère de grand projet n'est rempli",
    ar="لا يتوفر أي معيار من معايير المشروع الكبير",
)
def no_large_criterion(facts: Facts) -> bool:
    return not any(criterion(facts) for criterion in LARGE_CRITERIA)


@predicate("adds_surface", fr="Les travaux ajoutent de la surface couverte", ar="تضيف الأشغال مساحة مغطاة")
def adds_surface(facts: Facts) -> bool:
    return number(facts, "covered_surface") > 0


# What is demolished


@predicate("let_to_tenants", fr="Le bâtiment est loué", ar="البناية مكتراة")
def let_to_tenants(facts: Facts) -> bool:
    return facts.get("occupation") == "let"


# What is put in order after it was built


@predicate("built_against_permit", fr="La construction ne suit pas son permis", ar="البناية مخالفة لرخصتها")
def built_against_permit(facts: Facts) -> bool:
    return facts.get("irregularity") == "against_permit"
