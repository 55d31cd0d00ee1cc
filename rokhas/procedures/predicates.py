"""Named conditions of procedure files. A file names them; what they mean is here, in words an applicant reads.

A predicate is a total function of a dossier's facts: the answers of the form, as given or as read back from JSON (an unanswered
question may be absent, None or an empty string), plus what the platform knows of the place and of the case:

    traits          what the answers chosen imply, by the procedure's own choices (`Procedure.traits`)
    unit_is_urban   the land is in an urban commune (bool; None while the place is not known)
    intake          what the desk found: "admissible", "inadmissible", or "" while it has not concluded
    conclusion      its sense: "favourable", "minor_reserves", "changes_asked", "unfavourable", or "" while there is none
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

Facts = Mapping[str, Any]

R2_HEIGHT = Decimal("11.50")
R3_HEIGHT = Decimal("15.50")
SMALL_TRADE_FLOOR = Decimal(500)
SMALL_TRADE_HEIGHT = Decimal("5.50")
SMALL_PROGRAMME = 20


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


# The applicant


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


# The project


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

    Where nobody has said that the place is outside those zones, the architect is compulsory.
    """
    return facts.get("unit_is_urban") is not False or is_true(facts, "for_public_body")


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


# An activity: what the one chosen implies


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


def _is_large(facts: Facts, destination: str, premises: str) -> bool:
    """The premises' own floor and height; those of the building when it is wholly of this destination."""
    floor, height = number(facts, f"{premises}_floor"), number(facts, f"{premises}_height")
    if facts.get("destination") == destination:
        floor, height = max(floor, number(facts, "floor_surface")), max(height, number(facts, "height"))
    return floor > SMALL_TRADE_FLOOR or height > SMALL_TRADE_HEIGHT
