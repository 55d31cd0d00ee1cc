"""What the window says, French and Arabic side by side."""

from __future__ import annotations

FR, AR = 0, 1
WORDS: dict[str, tuple[str, str]] = {
    "agent": ("Agent de signature", "برنامج التوقيع"),
    "other": ("العربية", "Français"),
    "demo": (
        "Démonstration, données fictives. Cette signature n’a aucune valeur juridique.",
        "عرض توضيحي، معطيات افتراضية. ليس لهذا التوقيع أي أثر قانوني.",
    ),
    "notice": ("Avertissement", "تنبيه"),
    "sign_title": ("Vous allez signer", "ستوقعون"),
    "document": ("Document", "الوثيقة"),
    "number": ("Dossier", "الملف"),
    "fingerprint": ("Empreinte SHA-256", "البصمة SHA-256"),
    "with_key": ("Avec la clé de", "بمفتاح"),
    "key": ("Clé", "المفتاح"),
    "valid_until": ("Valable jusqu’au", "صالح إلى غاية"),
    "asked_by": ("À la demande de", "بطلب من"),
    "account": ("Compte", "الحساب"),
    "pin": ("Code PIN de la clé", "الرقم السري للمفتاح"),
    "pin_hint": (
        "Il reste dans cette fenêtre : la plateforme ne le voit jamais.",
        "يبقى داخل هذه النافذة: لا تطلع عليه المنصة أبدا.",
    ),
    "sign": ("Signer", "توقيع"),
    "refuse": ("Refuser", "رفض"),
    "low": (
        "Un code erroné vient d’être saisi. Après plusieurs erreurs de suite, la clé se bloque.",
        "تم إدخال رقم خاطئ. بعد عدة أخطاء متتالية يتوقف المفتاح عن العمل.",
    ),
    "final": (
        "Dernier essai avant le blocage de la clé. Vérifiez votre code avant de continuer.",
        "آخر محاولة قبل توقف المفتاح. تحققوا من الرقم السري قبل المتابعة.",
    ),
    "PIN_INCORRECT": (
        "Ce code ne correspond pas à la clé. Vérifiez-le, puis saisissez-le à nouveau.",
        "هذا الرقم لا يطابق المفتاح. تحققوا منه ثم أدخلوه من جديد.",
    ),
    "PIN_LENGTH": (
        "Saisissez le code PIN de votre clé : de 6 à 16 chiffres.",
        "أدخلوا الرقم السري لمفتاحكم: من 6 إلى 16 رقما.",
    ),
    "PIN_MUST_BE_CHANGED": (
        "Le code provisoire doit être remplacé avant la première signature.",
        "يجب تغيير الرقم السري المؤقت قبل أول توقيع.",
    ),
    "NO_CERTIFICATE": (
        "Cette clé n’a pas encore de certificat. Adressez-vous à votre correspondant provincial.",
        "لا يتوفر هذا المفتاح بعد على شهادة. اتصلوا بمخاطبكم الإقليمي.",
    ),
    "WEAK_PIN": (
        "Choisissez de 6 à 16 chiffres, dont trois différents, qui ne se suivent pas, et autres que le code actuel.",
        "اختاروا من 6 إلى 16 رقما، منها ثلاثة مختلفة على الأقل، غير متتابعة ومغايرة للرقم الحالي.",
    ),
    "PIN_MISMATCH": (
        "Les deux saisies du nouveau code diffèrent. Saisissez-le à nouveau.",
        "الرقم السري الجديد غير متطابق في الخانتين. أدخلوه من جديد.",
    ),
    "done_title": ("Signature faite", "تم التوقيع"),
    "done": ("La plateforme a reçu votre signature pour :", "توصلت المنصة بتوقيعكم على:"),
    "changed_title": ("Votre code PIN est changé", "تم تغيير رقمكم السري"),
    "changed": (
        "Utilisez dès maintenant le nouveau code. Ne le notez nulle part et ne le confiez à personne.",
        "استعملوا الرقم الجديد من الآن. لا تدونوه ولا تطلعوا عليه أحدا.",
    ),
    "cancelled_title": ("Rien n’a été signé", "لم يتم أي توقيع"),
    "cancelled": (
        "Vous pouvez reprendre depuis la plateforme quand vous le souhaitez.",
        "يمكنكم استئناف العملية من المنصة متى شئتم.",
    ),
    "expired_title": ("Cette demande a expiré", "انتهت صلاحية هذا الطلب"),
    "expired": (
        "Rien n’a été signé. Relancez la signature depuis la plateforme.",
        "لم يتم أي توقيع. أعيدوا طلب التوقيع من المنصة.",
    ),
    "failed_title": ("La clé est bloquée", "المفتاح موقوف"),
    "failed": (
        "Après trois codes erronés, la clé se protège. Rien n’a été signé. Demandez-en une autre à votre correspondant.",
        "بعد ثلاثة أرقام خاطئة يتوقف المفتاح حماية لكم. لم يتم أي توقيع. اطلبوا مفتاحا آخر من مخاطبكم.",
    ),
    "gone_title": ("Cette fenêtre ne sert plus", "هذه النافذة لم تعد صالحة"),
    "gone": (
        "Relancez la signature depuis la plateforme.",
        "أعيدوا طلب التوقيع من المنصة.",
    ),
    "close": ("Fermer la fenêtre", "إغلاق النافذة"),
    "may_close": ("Vous pouvez fermer cette fenêtre.", "يمكنكم إغلاق هذه النافذة."),
    "kept_open": (
        "Votre navigateur ne la ferme pas d’ici : fermez-la par sa croix.",
        "لا يسمح متصفحكم بإغلاقها من هنا: أغلقوها بعلامة الإغلاق في أعلاها.",
    ),
    "pin_title": ("Choisissez votre code PIN", "اختاروا رقمكم السري"),
    "pin_why": (
        "Le code reçu avec la clé est provisoire. Remplacez-le par un code connu de vous seul.",
        "الرقم الذي توصلتم به مع المفتاح مؤقت. عوضوه برقم لا يعرفه غيركم.",
    ),
    "old": ("Code actuel", "الرقم السري الحالي"),
    "new": ("Nouveau code", "الرقم السري الجديد"),
    "new_hint": ("De 6 à 16 chiffres, qui ne se suivent pas.", "من 6 إلى 16 رقما غير متتابعة."),
    "again": ("Confirmez le nouveau code", "تأكيد الرقم السري الجديد"),
    "change": ("Changer le code", "تغيير الرقم السري"),
}


def words(lang: str) -> dict[str, str]:
    """Every sentence in `fr` or `ar`."""
    column = AR if lang == "ar" else FR
    return {key: both[column] for key, both in WORDS.items()}


def documents(count: int, lang: str) -> str:
    """`3 documents`, with the Arabic counted noun in its right form (1, 2, 3–10, 11 and more)."""
    if lang != "ar":
        return "1 document" if count == 1 else f"{count} documents"
    if count == 1:
        return "وثيقة واحدة"
    if count == 2:
        return "وثيقتين"
    return f"{count} وثائق" if count % 100 in range(3, 11) else f"{count} وثيقة"
