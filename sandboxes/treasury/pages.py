"""The hosted payment page, in French and Arabic. It bears nobody's logo."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from sandboxes.templates import render
from sandboxes.web import PAGE_POLICY, Reply, page

WORDS = {
    "title": ("Paiement en ligne", "الأداء عبر الإنترنت"),
    "service": ("Trésorerie de démonstration", "خزينة العرض التوضيحي"),
    "reference": ("Référence", "المرجع"),
    "to_pay": ("À payer", "المبلغ الواجب أداؤه"),
    "paid_amount": ("Payé", "المبلغ المؤدى"),
    "detail": ("Détail", "التفصيل"),
    "card": ("Carte de démonstration", "بطاقة العرض التوضيحي"),
    "card_hint": (
        "Aucune somme n’est débitée. Le numéro de cette carte est fictif.",
        "لن يقتطع أي مبلغ. رقم هذه البطاقة افتراضي.",
    ),
    "pay": ("Payer", "أداء"),
    "decline": ("Simuler un refus de la carte", "محاكاة رفض البطاقة"),
    "cancel": ("Annuler et revenir", "إلغاء والعودة"),
    "paid_title": ("Paiement déjà fait", "تم الأداء"),
    "paid": (
        "Cette somme est réglée. Vous pouvez revenir à votre dossier.",
        "تم أداء هذا المبلغ. يمكنكم العودة إلى ملفكم.",
    ),
    "transaction": ("Numéro de transaction", "رقم المعاملة"),
    "paid_at": ("Date", "التاريخ"),
    "back": ("Revenir au dossier", "العودة إلى الملف"),
}


def payment(order: dict[str, Any], lang: str) -> Reply:
    """The form while the order is open, otherwise its transaction number."""
    content = order["content"]
    column = 1 if lang == "ar" else 0
    html = render(
        "payment.html",
        lang,
        w={key: both[column] for key, both in WORDS.items()},
        order=order,
        description=content[f"description_{lang}"],
        lines=[(line[f"label_{lang}"], dirhams(line["amount"], lang)) for line in content["lines"]],
        amount=dirhams(content["amount"], lang),
        return_url=content["return_url"],
        paid_on=f"{datetime.fromisoformat(order['paid_at']):%d/%m/%Y}" if order["paid_at"] else "",
    )
    # Browsers apply form-action to the redirect that follows, so the way back must be named.
    way_back = urlsplit(content["return_url"])
    policy = PAGE_POLICY.replace(
        "form-action 'self'", f"form-action 'self' {way_back.scheme}://{way_back.netloc}"
    )
    return page(html, policy=policy)


def dirhams(amount: str, lang: str) -> str:
    """`4 860,00 DH` or `4.860,00 درهم`: thousands by a thin space in French, a point in Arabic."""
    grouped = f"{Decimal(amount):,.2f}".replace(".", "#").replace(",", "." if lang == "ar" else "\u202f")
    return grouped.replace("#", ",") + (" درهم" if lang == "ar" else " DH")
