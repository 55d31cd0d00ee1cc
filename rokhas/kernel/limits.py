"""How often somebody may try."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import caches
from django.utils.crypto import salted_hmac


@dataclass(frozen=True)
class Limit:
    """At most `allowed` tries in `seconds`, for each of the names given (an address, a number).

    Each try takes a place that frees itself: places are inserted, never counted up, so that two processes cannot both take the
    last one. Names are hashed: no address lies in the cache.
    """

    name: str
    allowed: int = 10
    seconds: int = 600

    def is_reached(self, *whom: str) -> bool:
        """Whether any of these has used all its tries. One query."""
        places = {name: self._places(name) for name in whom}
        taken = caches["shared"].get_many([place for each in places.values() for place in each])
        return any(all(place in taken for place in each) for each in places.values())

    def note(self, *whom: str) -> None:
        """One more try for each."""
        for name in whom:
            for place in self._places(name):
                if caches["shared"].add(place, 1, self.seconds):
                    break

    def take(self, name: str) -> bool:
        """One more try, if one is left; False when all are used. Two look-ups of the cache."""
        places = self._places(name)
        taken = caches["shared"].get_many(places)
        return any(caches["shared"].add(place, 1, self.seconds) for place in places if place not in taken)

    def _places(self, name: str) -> list[str]:
        digest = salted_hmac("rokhas.limit", name, algorithm="sha256").hexdigest()
        return [f"{self.name}:{digest}:{turn}" for turn in range(self.allowed)]


@dataclass(frozen=True)
class Guesses:
    """Guesses of the secret code of something whose number may be known to many.

    Whoever asks is limited. The number never is: anybody could lock out its holder by wrong codes. While it is attacked from
    everywhere each asker is left `few` wrong codes only; who has made none, or the right one, always passes.
    """

    name: str
    allowed: int = 10
    few: int = 3
    seconds: int = 600

    def are_spent(self, who: str, what: str) -> bool:
        """Whether whoever asks has no guess left of this number. Three queries at most, nearly always one or two."""
        if self._each.is_reached(who):
            return True
        return self._number.is_reached(what) and self._fewer.is_reached(who)

    def note(self, who: str, what: str) -> None:
        """One wrong code more."""
        self._each.note(who)
        self._fewer.note(who)
        self._number.note(what)

    @property
    def _each(self) -> Limit:
        return Limit(self.name, self.allowed, self.seconds)

    @property
    def _fewer(self) -> Limit:
        return Limit(f"{self.name}-fewer", self.few, self.seconds)

    @property
    def _number(self) -> Limit:
        return Limit(f"{self.name}-number", self.allowed, self.seconds)
