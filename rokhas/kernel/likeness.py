"""Finding by words that people type: in either script, with or without marks, with a slip of the finger.

Pure and small: a few thousand short texts, held in memory. Each word typed is compared with the known words that share three
letters with it; texts are then ranked by how well their words answer, a rare word weighing more than a common one.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from rokhas.kernel.text import normalise

SHORT = 3
"""Shorter words are found only as they are written."""
LIKE = 0.5
"""Two words that begin alike for less than half of the longer one are of different stems."""
SLIP = 0.7
"""Two words that share less of their letters are different words."""
OTHER_START = 0.9
"""Nobody mistakes a first letter as easily as another."""
CUT = 0.55
"""A text that answers less than this part of what the best one answers is not shown."""
MOST = 12
"""More words than that are not read."""

_APART = str.maketrans(dict.fromkeys("'’‘ʼ`´-/", " "))
# As telephones without Arabic letters taught people to write: `7anout`, `9ahwa`, `3attar`.
_DIGITS = str.maketrans({"3": "a", "7": "h", "9": "q"})
_ARTICLES = ("وال", "بال", "كال", "فال", "لل", "ال")
_SMALL = frozenset(
    {
        *(
            "au",
            "aux",
            "avec",
            "dans",
            "de",
            "des",
            "du",
            "en",
            "et",
            "il",
            "elle",
            "je",
            "la",
            "le",
            "les",
            "leur",
            "ma",
            "mes",
        ),
        *(
            "mon",
            "nous",
            "ou",
            "ouvrir",
            "par",
            "pour",
            "que",
            "qui",
            "sa",
            "sans",
            "ses",
            "son",
            "sur",
            "un",
            "une",
            "veux",
        ),
        *("voudrais", "vous", "في", "من", "على", "مع", "عن", "الى", "او", "ان", "هذا", "هذه", "اريد", "فتح"),
    }
)


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: plain letters, elisions cut off, small words and the Arabic article left out.

    What sounds alike is written alike: `ph` is `f`, and the digits that stand for Arabic letters in a Latin word are letters.

    >>> words_of("Vente d’abats"), words_of("بيع المواد"), words_of("À la pâtisserie"), words_of("9ahwa Taxiphone")
    (['vente', 'abats'], ['بيع', 'مواد'], ['patisserie'], ['qahwa', 'taxifone'])
    """
    plain = [word for word in normalise(text.translate(_APART)).split() if len(word) > 1]
    return [_sounded(_bare(word)) for word in plain if word not in _SMALL]


def alike(typed: str, known: str) -> float:
    """How surely a known word is the one typed, from 0 to 1: itself, its beginning, of the same stem, or holding it.

    >>> alike("cafe", "cafe"), alike("boulang", "boulangerie") > 0.8, alike("pizza", "pizzeria") > 0.5, alike("cafe", "garage")
    (1.0, True, True, 0.0)
    """
    if typed == known:
        return 1.0
    if min(len(typed), len(known)) < SHORT:
        return 0.0
    if known.startswith(typed):
        return 0.8 + 0.15 * len(typed) / len(known)
    stem = _same_start(typed, known)
    if stem > SHORT and stem >= LIKE * max(len(typed), len(known)):
        return 0.5 + 0.4 * stem / max(len(typed), len(known))
    if len(typed) > SHORT and typed in known:
        return 0.5 + 0.3 * len(typed) / len(known)
    return 0.0


def slipped(typed: str, known: str) -> float:
    """How surely a known word is the one typed with slips, from 0 to 1: the part of their letters that follow each other in
    both, the less where they begin otherwise.

    >>> slipped("bolangerie", "boulangerie") > 0.9, slipped("electrissien", "electricien") > 0.8, slipped("cafe", "garage")
    (True, True, 0.0)
    """
    shorter, letters = min(len(typed), len(known)), len(typed) + len(known)
    if shorter <= SHORT or 2 * shorter / letters < SLIP:
        return 0.0
    shared = SequenceMatcher(None, typed, known, autojunk=False).ratio()
    if typed[0] != known[0]:
        shared *= OTHER_START
    return shared if shared >= SLIP else 0.0


class Index:
    """Texts by key, each in several parts with a weight: `{"com_001": [("Épicerie", 3.0), ("Alimentation", 1.0)]}`.

    The parts of the greatest weight are its names: of two texts that answer alike, the one of the shorter name comes first.
    """

    def __init__(self, texts: Mapping[str, Iterable[tuple[str, float]]]) -> None:
        self._weights: dict[str, dict[str, float]] = {}
        self._length: Counter[str] = Counter()
        for key, given in texts.items():
            parts = list(given)
            named = max((weight for _text, weight in parts), default=0.0)
            self._length[key] = sum(len(words_of(text)) for text, weight in parts if weight == named)
            for text, weight in parts:
                for word in words_of(text):
                    held = self._weights.setdefault(word, {})
                    held[key] = max(weight, held.get(key, 0.0))
        self._sharing: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._weights:
            for three in _threes(word):
                self._sharing[three].append(word)

    def find(self, text: str, limit: int = 20) -> list[str]:
        """The keys of the texts that answer `text`, the best and shortest first; a word like nothing known is passed over."""
        scores: defaultdict[str, float] = defaultdict(float)
        for typed in list(dict.fromkeys(words_of(text)))[:MOST]:
            for key, score in self._answering(typed).items():
                scores[key] += score
        least = CUT * max(scores.values(), default=0.0)
        kept = sorted(
            (-round(score, 6), self._length[key], key) for key, score in scores.items() if score >= least
        )
        return [key for _score, _length, key in kept[:limit]]

    def _answering(self, typed: str) -> dict[str, float]:
        """What one typed word gives to each text: its best word there. A slip is supposed only where no word begins with it."""
        near = sorted({word for three in _threes(typed) for word in self._sharing.get(three, ())})
        likes = {word: like for word in near if (like := alike(typed, word))}
        if not any(word.startswith(typed) for word in likes):
            likes |= {word: like for word in near if (like := slipped(typed, word)) > likes.get(word, 0.0)}
        holders = {key for word in likes for key in self._weights[word]}
        rare = math.log(1 + len(self._length) / max(len(holders), 1))
        found: dict[str, float] = {}
        for word, like in likes.items():
            for key, weight in self._weights[word].items():
                found[key] = max(found.get(key, 0.0), like * like * rare * weight)
        return found


def _bare(word: str) -> str:
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= SHORT:
            return word[len(article) :]
    return word


def _sounded(word: str) -> str:
    """A word as it is heard: `taxiphone` as `taxifone`, and `9ahwa` as `qahwa`."""
    has_letter = any("a" <= letter <= "z" for letter in word)
    return word.translate(_DIGITS).replace("ph", "f") if has_letter else word


def _threes(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def _same_start(typed: str, known: str) -> int:
    """How many letters the two words begin with in common."""
    start = 0
    for ours, theirs in zip(typed, known, strict=False):
        if ours != theirs:
            break
        start += 1
    return start
