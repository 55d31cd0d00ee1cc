"""The shared cache: what stands is kept until it expires, and a writing costs the same whatever the table holds."""

from __future__ import annotations

from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rokhas.kernel.cache import SharedCache
from rokhas.kernel.limits import Limit

GONE = -10  # seconds


def shared() -> SharedCache:
    cache = caches["shared"]
    assert isinstance(cache, SharedCache)
    return cache


def test_what_stands_is_not_added_again_and_what_has_expired_gives_its_place(db: None) -> None:
    cache = shared()
    assert cache.add("place", {"n": 1}, 60)
    assert not cache.add("place", {"n": 2}, 60)
    assert cache.get("place") == {"n": 1}
    cache.set("place", {"n": 3}, GONE)
    assert cache.get("place") is None
    cache.set("place", {"n": 4}, GONE)
    assert not cache.touch("place", 60), "it is gone"
    assert cache.add("place", {"n": 5}, None)
    assert cache.touch("place", 60)
    assert cache.get("place") == {"n": 5}


def test_what_has_expired_is_forgotten_and_the_rest_stays(db: None) -> None:
    cache = shared()
    cache.clear()
    cache.set_many({"a": 1, "b": 2}, GONE)
    cache.set("c", 3, 60)
    assert cache.forget_expired() == 2
    assert cache.forget_expired() == 0
    assert cache.get_many(["a", "b", "c"]) == {"c": 3}


def test_a_try_never_counts_the_table(db: None) -> None:
    limit = Limit("test-of-the-table", allowed=2, seconds=60)
    with CaptureQueriesContext(connection) as asked:
        assert limit.take("somebody")
    said = [each["sql"] for each in asked if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(said) == 2
    assert not any("COUNT(" in each for each in said)
    assert [limit.take("somebody"), limit.take("somebody"), limit.take("another")] == [True, False, True]
