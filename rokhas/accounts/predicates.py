"""What a password may not be, besides what the library knows."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rokhas.kernel.text import normalise

# What everybody would think of first, here: the platform, its trade, the country and the large cities, in both scripts.
WORDS = (
    "rokhas", "rokhsa", "permis", "urbanisme", "construire", "construction", "architecte", "commune", "guichet", "prefecture",
    "gouverneur", "president", "maroc", "morocco", "maghrib", "casablanca", "rabat", "marrakech", "tanger", "agadir",
    "رخصة", "رخص", "بناء", "تعمير", "جماعة", "المغرب", "الرباط", "مراكش", "طنجة",
)  # fmt: skip
LEAST = 8  # letters beside the word


class ContextWords:
    """A password is not a word of the platform with a few signs: something else of at least eight characters stands beside it."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises `ValidationError`."""
        rest = normalise(password)
        for word in WORDS:
            rest = rest.replace(normalise(word), "")
        left = rest.strip("0123456789 ")
        if rest != normalise(password) and len(left) < LEAST:
            raise ValidationError(self.get_help_text(), code="password_of_the_context")

    def get_help_text(self) -> str:
        return _("Do not build the password on a word of the platform, its trade or its cities.")
