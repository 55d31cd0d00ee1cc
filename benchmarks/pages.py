"""The pages that a country opens all day, at several sizes of the register, beside a trivial page in the same run."""

from __future__ import annotations

import gc
import itertools
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpResponse, HttpResponseBase
from django.template import engines
from django.test import Client, override_settings
from django.urls import include, path, reverse

from benchmarks import crowd, plans
from benchmarks.ground import tell
from rokhas.accounts.models import Office
from rokhas.dossiers.models import Dossier
from rokhas.journal import outbox
from rokhas.kernel.words import Figure
from rokhas.post.providers.embedded import Embedded
from rokhas.procedures.actions import seed
from rokhas.procedures.models import ProcedureVersion
from rokhas.signing.models import RegisteredFile
from rokhas.territory.models import Unit
from rokhas.testing.scene import DESK_COMMUNE, Scene
from rokhas.testing.signing import TestAuthority
from rokhas.ui.http import Request, public, signed_in

MOST, GROWTH, TIMES = 15, 1.3, 6
CLIENTS, VIEWS = 8, 20
# The work-list and its peer are opened in turn: eight threads of one process hinder each other more in one minute than in
# the next, and what was seen in the same minute compares.
PAIRS = 5
# Of a request alone, rounds of a few, as long as there was not enough to compare: a page of 6 ms has hundreds.
ROUND, ROUNDS, ENOUGH = 10, 12, 2.5
CODES = 40
TRIVIAL, NOBODY, WORK_LIST = "three queries", "three queries, nobody signed in", "work-list"
STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"

EMPTY = '{% extends "ui/office.html" %}{% block main %}<h1>Rokhas</h1>{% endblock %}'
PAGE = '{% extends "ui/public.html" %}{% block main %}<h1>{{ unit }}</h1><p>{{ office }} {{ version }}</p>{% endblock %}'


@signed_in
def three_queries(request: Request) -> HttpResponseBase:
    """The cheapest page that an officer can open: three queries say who reads, and the frame around nothing counts what waits."""
    return HttpResponse(engines["django"].from_string(EMPTY).render({}, request))


@public
def three_rows(request: Request) -> HttpResponseBase:
    """The cheapest page of all, in the frame of those who have not signed in: three rows, each found by its key."""
    context = {
        "unit": Unit.objects.get(pk=DESK_COMMUNE),
        "office": Office.objects.order_by("pk").first(),
        "version": ProcedureVersion.objects.order_by("pk").first(),
    }
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


urlpatterns = [
    path("three-queries/", three_queries),
    path("three-rows/", three_rows),
    path("", include(settings.ROOT_URLCONF)),
]


class Passers(Client):
    """Visitors of a page that each reads at a person's pace: every request comes from another address."""

    _addresses = itertools.count(1)

    def request(self, **request: Any) -> Any:
        each = next(self._addresses)
        return super().request(
            **request | {"REMOTE_ADDR": f"10.{each >> 16 & 255}.{each >> 8 & 255}.{each & 255}"}
        )


@dataclass(frozen=True)
class Measure:
    """A page at a size: its statements, the buffers they touch, the growing tables read whole, the CPU of this process for one
    request alone (the median of its rounds), and the median of a request among eight clients at once, both in milliseconds."""

    statements: int
    buffers: float
    whole: tuple[str, ...]
    cpu: float
    median: float


@dataclass(frozen=True)
class Size:
    """What was found at a size of the register: every page, and how many times its peer the work-list takes."""

    pages: dict[str, Measure]
    of_three_queries: float


@dataclass(frozen=True)
class Subject:
    """A page, and how a fresh reader of it is made. With `others`, more pages of the kind, its buffers are the mean of all."""

    url: str
    reader: Callable[[], Client]
    others: Sequence[str] = ()


def measure(sizes: Sequence[int]) -> list[Figure]:
    """Load the register to each size in turn, and measure every page there."""
    carried = dict.fromkeys(settings.POST_TRANSPORTS, f"{Embedded.__module__}.{Embedded.__qualname__}")
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": STATIC}}
    seed()
    outbox.drain()
    with (
        override_settings(
            POST_TRANSPORTS=carried,
            STORAGES=storages,
            ROKHAS_SECOND_FACTOR="waived",
            ROOT_URLCONF=__name__,
            ALLOWED_HOSTS=["testserver"],
        ),
        TestAuthority.shared().plays(),
    ):
        scene = crowd.studied()
        found = {size: _at(size, scene) for size in sorted(sizes)}
    return _figures(found)


def _at(size: int, scene: Scene) -> Size:
    crowd.fill(size)
    tell(f"Measuring the pages at {size} dossiers…")
    subjects = _subjects(scene)
    pages = {name: _measure(subject) for name, subject in subjects.items()}
    return Size(pages, _beside(subjects[WORK_LIST], subjects[TRIVIAL]))


def _beside(subject: Subject, peer: Subject) -> float:
    """How many times the median of its peer that of a page is among eight clients: the median of pairs taken in turn."""
    return round(statistics.median(_median(subject) / _median(peer) for _ in range(PAIRS)), 2)


def _subjects(scene: Scene) -> dict[str, Subject]:
    number = scene.dossier.number or ""
    # A row is found by its hash in a page or in two, as its bucket happens to be full: one code alone says little.
    permit, *permits = [reverse("web:paper", args=[code]) for code in _permits()]
    return {
        TRIVIAL: Subject("/three-queries/", _signed_in(scene, "commune")),
        NOBODY: Subject("/three-rows/", Client),
        WORK_LIST: Subject(reverse("work:list"), _signed_in(scene, "commune")),
        "dossier": Subject(reverse("dossiers:dossier", args=[number]), _signed_in(scene, "secretary")),
        "search": Subject(f"{reverse('work:search')}?q={crowd.WORD}", _signed_in(scene, "secretary")),
        "tracking": Subject(reverse("web:tracked", args=[number]), _follower(scene.dossier)),
        "map of permits": Subject(f"{reverse('geoportal:permits')}?unit={DESK_COMMUNE}", Passers),
        "where permits are": Subject(reverse("geoportal:permits"), Passers),
        "verification": Subject(permit, Client, permits),
    }


def _signed_in(scene: Scene, word: str) -> Callable[[], Client]:
    def reader() -> Client:
        client = Client()
        client.force_login(scene.cast.people[word])
        return client

    return reader


def _follower(dossier: Dossier) -> Callable[[], Client]:
    """Somebody who has given the code of the dossier, and no account."""

    def reader() -> Client:
        client = Client()
        client.post(reverse("web:track"), {"number": dossier.number, "code": dossier.tracking_code})
        return client

    return reader


def _permits() -> list[str]:
    """The codes of forty permits, from one end of the register of files to the other."""
    registered = RegisteredFile.objects.standing().filter(kind="permit").exclude(code="")
    codes = list(registered.order_by("pk").values_list("code", flat=True))
    return codes[:: max(1, len(codes) // CODES)][:CODES]


def _measure(subject: Subject) -> Measure:
    client = subject.reader()
    for _ in range(3):
        _view(client, subject.url)
    asked = [_asked(client, url) for url in (subject.url, *subject.others)]
    costs = [plans.cost(said) for said in asked]
    return Measure(
        max(len(said) for said in asked),
        round(statistics.mean(cost.buffers for cost in costs), 2),
        tuple(sorted({table for cost in costs for table in cost.whole})),
        _cpu(client, subject.url),
        _median(subject),
    )


def _asked(client: Client, url: str) -> Sequence[tuple[str, Any]]:
    """The statements of a page."""
    asked = plans.Asked()
    with connection.execute_wrapper(asked.hear):
        _view(client, url)
    return asked.said


def _cpu(client: Client, url: str) -> float:
    """Of a request alone. What the loading of the register left behind is not collected at the expense of a page."""
    gc.collect()
    rounds: list[float] = []
    while len(rounds) < ROUNDS or sum(rounds) < ENOUGH:
        started = time.process_time()
        for _ in range(ROUND):
            _view(client, url)
        rounds.append(time.process_time() - started)
    return statistics.median(rounds) / ROUND * 1000


def _median(subject: Subject) -> float:
    """Of all the requests of eight clients that never pause."""
    took: list[float] = []
    gate = threading.Barrier(CLIENTS)

    def browse() -> None:
        try:
            client = subject.reader()
            _view(client, subject.url)
            gate.wait()
            for _ in range(VIEWS):
                started = time.perf_counter()
                _view(client, subject.url)
                took.append((time.perf_counter() - started) * 1000)
        finally:
            connection.close()

    threads = [threading.Thread(target=browse) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statistics.median(took)


def _view(client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)


def _figures(found: dict[int, Size]) -> list[Figure]:
    first, last = found[min(found)].pages, found[max(found)].pages
    figures = []
    for name in last:
        if name in {TRIVIAL, NOBODY}:
            continue
        figures += [
            Figure.at_most(
                f"{name}: statements",
                max(each.pages[name].statements for each in found.values()),
                "statements",
                MOST,
            ),
            Figure.at_most(
                f"{name}: growing tables read whole",
                max(len(each.pages[name].whole) for each in found.values()),
                "tables",
                0,
            ),
        ]
        if len(found) > 1:
            figures += [
                Figure.at_most(
                    f"{name}: buffers, {max(found)} of {min(found)} dossiers",
                    round(last[name].buffers / first[name].buffers, 2),
                    "ratio",
                    GROWTH,
                ),
                Figure.at_most(
                    f"{name}: CPU of a request, {max(found)} of {min(found)} dossiers",
                    round(last[name].cpu / first[name].cpu, 2),
                    "ratio",
                    GROWTH,
                ),
            ]
    for size, seen in found.items():
        figures += [
            Figure.at_most(
                f"work-list, of the page of three queries, at {size} dossiers",
                seen.of_three_queries,
                "ratio",
                TIMES,
            ),
            Figure(
                f"work-list, beside three rows for nobody, at {size} dossiers",
                round(seen.pages[WORK_LIST].median / seen.pages[NOBODY].median, 2),
                "ratio",
                "",
                True,
            ),
        ]
        for name, each in seen.pages.items():
            figures += [
                Figure(f"{name}, {size} dossiers: buffers", each.buffers, "buffers", "", True),
                Figure(f"{name}, {size} dossiers: CPU of a request", round(each.cpu, 2), "ms", "", True),
                Figure(f"{name}, {size} dossiers: p50, 8 clients", round(each.median, 2), "ms", "", True),
                *(
                    Figure(f"{name}, {size} dossiers: reads {table} whole", 1, "table", "", True)
                    for table in each.whole
                ),
            ]
    return figures
