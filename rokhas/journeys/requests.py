"""What is asked for under each procedure, in the words that a person would use: all invented."""

from __future__ import annotations

from rokhas.procedures.schema import Procedure

# By procedure; `BY_SUBJECT` stands for one that has no words of its own.
BY_PROCEDURE = {
    "modification-permit": ("Réunion de deux appartements au deuxième étage", "ضم شقتين بالطابق الثاني"),
    "heightening-permit": ("Surélévation d’une maison d’un niveau", "تعلية منزل بطابق واحد"),
    "fit-out-permit": ("Aménagement d’un local en librairie", "تهيئة محل ليصير مكتبة"),
    "change-of-use-permit": ("Un logement du rez-de-chaussée devient un cabinet", "تحويل سكن بالطابق الأرضي إلى عيادة"),
    "housing-group-permit": ("Groupe de 12 maisons groupées", "مجموعة من 12 منزلا متصلا"),
    "occupancy-permit": ("Villa en R+1 avec patio, achevée", "فيلا من سفلي وطابق مع فناء، منجزة"),
    "conformity-certificate": ("Atelier de menuiserie, achevé", "ورشة نجارة، منجزة"),
    "provisional-acceptance": ("Lotissement de 24 lots, équipé", "تجزئة من 24 بقعة، مجهزة"),
    "final-acceptance": ("Lotissement de 24 lots, un an après sa réception", "تجزئة من 24 بقعة، بعد سنة من تسلمها"),
    "information-note": ("Terrain nu que l’on voudrait bâtir", "أرض عارية يراد البناء عليها"),
    "planning-derogation": ("Équipement de quartier hors de la zone prévue", "مرفق للحي خارج المنطقة المخصصة له"),
    "rural-derogation": ("Ferme et logement de l’exploitant", "ضيعة وسكن المستغل"),
    "classified-establishment": ("Menuiserie Al Arz", "نجارة الأرز"),
    "public-establishment": ("Café Al Minzah", "مقهى المنزه"),
    "ongoing-activity": ("Bureau d’études Al Handassa", "مكتب الدراسات الهندسة"),
    "domain-ordinary": ("Terrasse du café Al Minzah", "رصيف مقهى المنزه"),
    "domain-works": ("Branchement d’eau d’un immeuble", "ربط عمارة بشبكة الماء"),
    "domain-telecom": ("Armoire de raccordement de la fibre", "خزانة ربط الألياف البصرية"),
    "domain-advertising": ("Enseigne de la librairie Ibn Khaldoun", "لافتة مكتبة ابن خلدون"),
    "domain-parking": ("Deux places devant une clinique", "مكانان للوقوف أمام مصحة"),
    "domain-filming": ("Une journée de tournage au marché", "يوم تصوير بالسوق"),
    "domain-construction": ("Kiosque sur une place", "كشك بساحة"),
}  # fmt: skip
# What the quarter is asked about: the words, and the answers that make it so, with the point that its map shows.
UNDER_ENQUIRY: dict[str, tuple[tuple[str, str], dict[str, object]]] = {
    "classified-establishment": (
        ("Hammam Al Andalous", "حمام الأندلس"),
        {"activity": "srv_117", "parcel": {"lon": -6.899500, "lat": 33.910500}},
    ),
}
BY_SUBJECT = {
    "construction": ("Construction d'une villa en R+1 avec patio", "بناء فيلا من سفلي وطابق مع فناء"),
    "subdivision": ("Lotissement résidentiel de 24 lots", "تجزئة سكنية من 24 بقعة"),
    "division": ("Division du titre en trois parcelles", "تقسيم الرسم إلى ثلاث قطع"),
    "demolition": ("Démolition totale d'une habitation en R+1", "هدم كلي لسكن من سفلي وطابق"),
    "regularisation": ("Habitation en R+1 bâtie sans permis", "سكن من سفلي وطابق شيد دون رخصة"),
    "repair": ("Réfection de l'étanchéité et de la peinture", "إصلاح العزل المائي والصباغة"),
    "activity": ("Al Baraka", "البركة"),
    "occupation": ("Devant le local Al Baraka", "أمام محل البركة"),
}  # fmt: skip


def request_under(procedure: Procedure) -> tuple[str, str]:
    """In French and in Arabic."""
    return BY_PROCEDURE.get(procedure.code) or BY_SUBJECT[procedure.subjects[0]]
