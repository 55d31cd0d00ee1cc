from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation

from rokhas.ui.icons import drawing
from rokhas.ui.statuses import BAD, IDLE, INFO, OK, STATUSES, WARN


@pytest.mark.parametrize("key", STATUSES)
def test_a_state_has_a_tone_an_icon_and_words_in_both_languages(key: str) -> None:
    state = STATUSES[key]
    assert state.tone in {IDLE, INFO, WARN, OK, BAD}
    assert drawing(state.icon)
    words = []
    for language in ("fr", "ar"):
        with translation.override(language):
            words.append(str(state.label))
    french, arabic = words
    assert any("\u0600" <= letter <= "\u06ff" for letter in arabic), arabic
    assert french.isprintable()
    assert french != arabic


def test_an_unknown_state_is_a_defect_not_a_blank() -> None:
    with pytest.raises(KeyError):
        Template('{% load rokhas %}{% status "unheard-of" %}').render(Context())
