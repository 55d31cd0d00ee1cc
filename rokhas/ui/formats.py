"""Numbers, amounts, sizes and moments as a reader of each language expects them: plain text, for pages, mails and SMS alike.

Western digits in both languages, dd/mm/yyyy, decimal comma; thousands by a narrow space in French, by a point in Arabic (ar-MA).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rokhas.kernel.actor import MOROCCO
from rokhas.kernel.money import dirhams

NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
SPACE = "\N{NO-BREAK SPACE}"
KILO = 1024


def number(value: Decimal | int | float | str, places: int | None = None) -> str:
    """`1234567.5` → `1 234 567,5` in French, `1.234.567,5` in Arabic; rounded half up to `places` when given."""
    amount = Decimal(str(value))
    if places is not None:
        amount = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _point, fraction = f"{abs(amount):f}".partition(".")
    sign = "-" if amount < 0 else ""
    thousands = "." if _arabic() else NARROW_SPACE
    return sign + f"{int(whole):,}".replace(",", thousands) + (f",{fraction}" if fraction else "")


def amount(value: Decimal | int | str) -> str:
    """An amount without its currency: `4 860,00`."""
    return number(dirhams(value), 2)


def currency() -> str:
    return _("MAD")


def money(value: Decimal | int | str) -> str:
    """`4 860,00 DH` in French, `4.860,00 درهم` in Arabic."""
    return f"{amount(value)}{SPACE}{currency()}"


def size(value: int) -> str:
    """A file's size from its bytes: `1,8 Mo`, `20 Mo`."""
    if value < KILO:
        return _("%(n)s bytes") % {"n": number(value)}
    if value < KILO**2:
        return _("%(n)s KB") % {"n": number(value / KILO, 0)}
    return _("%(n)s MB") % {"n": number(value / KILO**2, 1).removesuffix(",0")}


def day(value: date | datetime) -> str:
    """The civil day in Morocco: `13/11/2026`."""
    return f"{_civil(value):%d/%m/%Y}"


def hour(value: datetime) -> str:
    """The time of day in Morocco: `14 h 05` in French, `14:05` in Arabic."""
    local = value.astimezone(MOROCCO)
    return f"{local:%H:%M}" if _arabic() else f"{local.hour}{SPACE}h{SPACE}{local:%M}"


def moment(value: datetime) -> str:
    """A day and its time in Morocco, in one phrase."""
    return _("%(day)s at %(hour)s") % {"day": day(value), "hour": hour(value)}


def initials(name: str) -> str:
    """Two letters for an avatar; Arabic letters are kept apart so that they do not join."""
    words = [word for word in name.split() if word[:1].isalpha()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    joined = "".join(letters).upper()
    return " ".join(letters) if any("\u0600" <= letter <= "\u06ff" for letter in letters) else joined


def _civil(value: date | datetime) -> date:
    return value.astimezone(MOROCCO).date() if isinstance(value, datetime) else value


def _arabic() -> bool:
    return (get_language() or "").startswith("ar")
