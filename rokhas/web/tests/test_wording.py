"""A text of law as pages name it, in both languages."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from rokhas.procedures.schema import Law
from rokhas.web.queries.wording import of_law


@pytest.mark.parametrize(
    ("text", "article", "fr", "ar"),
    [
        ("loi 12-90", "49", "Loi 12-90, art. 49", "القانون رقم 12.90، المادة 49"),
        ("RGC-2013", "annexes 2-3", ", annexes 2-3", "، الملحقان 2-3"),
        ("RGC-2013", "annexe 6, art. 6", ", annexe 6, art. 6", "، الملحق 6، المادة 6"),
        ("RGC-2013", "annexe 6", ", annexe 6", "، الملحق 6"),
    ],
)
def test_a_text_its_article_or_its_annex_are_named(text: str, article: str, fr: str, ar: str) -> None:
    law = Law(text=text, article=article, certainty="sourced")
    for language, words in (("fr", fr), ("ar", ar)):
        with override(language):
            assert of_law(law).endswith(words)
