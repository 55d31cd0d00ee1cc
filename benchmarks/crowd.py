"""A register of many dossiers: a few are played through the acts, the others are their copies, written by the database itself.

Every constraint and index stays in place; foreign keys are not checked again while the copies are written, which follow those of
their models. The register grows; what waits for the officers of the commune that is measured does not, for an officer's day is as
long everywhere, nor does what they close in a month: a larger register is an older one. What they have closed in all grows like
the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, models, transaction

from benchmarks.ground import tell
from rokhas.dossiers.models import (
    Check,
    Conclusion,
    Dossier,
    DossierVersion,
    OfficialPaper,
    Opinion,
    Piece,
    Task,
)
from rokhas.geoportal.actions import recount
from rokhas.journal.models import Event, Head
from rokhas.journeys.cast import Cast, cast_for
from rokhas.signing.models import RegisteredFile
from rokhas.territory.models import Unit
from rokhas.testing.scene import DESK_COMMUNE, Scene, TestHands
from rokhas.testing.signing import TestAuthority

PLACES = 4  # the measured commune, then others
WAITING = 60  # dossiers open there, at every size
OPEN_IN_TEN = 1  # elsewhere, as in a register of some years
CLOSED_A_DAY = 10  # in each place
FIRST_SERIAL = 20_000
DELIVERED = "delivered"
# What the geoportal tells of the copies that were delivered, each in one of the squares of two kilometres of built ground.
PUBLISHED = """
INSERT INTO geoportal_publishedpermit (dossier_id, number, unit_id, procedure, granted_on, cancelled_on, lon, lat, seen_at)
SELECT d.id, d.number, d.unit_id, v.code, d.ended_at::date, NULL, -690000 + d.id * 37 %% 20 * 108, 3390000 + d.id * 91 %% 19 * 90,
       d.ended_at
FROM dossiers_dossier d JOIN procedures_procedureversion v ON v.key = d.procedure_version_id
WHERE d.ending = %s AND NOT EXISTS (SELECT FROM geoportal_publishedpermit p WHERE p.dossier_id = d.id)
"""
STEM = "dossiers.dossier:"
WORD = "tazart"  # of a few dossiers of the measured commune, more than a page holds
NAMED = 40


def studied() -> Scene:
    """The dossier that the bench opens: its three members are asked."""
    cast = cast_for(Unit.objects.get(pk=DESK_COMMUNE))
    return Scene(cast, TestHands(TestAuthority.shared())).deposited().admit()


def fill(size: int) -> None:
    """Bring the register to `size` dossiers, then let PostgreSQL learn its new shape; the tests' authority plays."""
    missing = size - Dossier.objects.count()
    if missing <= 0:
        return
    tell(f"Loading {missing} dossiers…")
    casts = _casts()
    played = _played(casts[0])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        if cursor.fetchone()[0]:
            cursor.execute("SET LOCAL session_replication_role = replica")
        _seats(cursor, casts)
        _plan(cursor, casts, played, missing)
        _copy_all(cursor)
        cursor.execute(PUBLISHED, [DELIVERED])
    recount()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _casts() -> list[Cast]:
    first = Unit.objects.get(pk=DESK_COMMUNE)
    deposit = Unit.objects.filter(pk__startswith="04.").exclude(pk=first.pk).filter(kind=first.kind)
    return [cast_for(unit) for unit in (first, *deposit.order_by("pk")[: PLACES - 1])]


def _played(cast: Cast) -> tuple[Dossier, Dossier, Dossier]:
    """The models: lodged, under study, delivered."""
    hands = TestHands(TestAuthority.shared())
    lodged = Scene(cast, hands).deposited()
    studied = Scene(cast, hands).deposited().admit()
    ended = Scene(cast, hands).delivered()
    return lodged.dossier, studied.dossier, ended.dossier


def _seats(cursor: Any, casts: Sequence[Cast]) -> None:
    """Which office of a place stands for which office of the models."""
    cursor.execute("CREATE TEMPORARY TABLE seats (place int, model bigint, office bigint) ON COMMIT DROP")
    with cursor.copy("COPY seats FROM STDIN") as rows:
        for place, cast in enumerate(casts):
            for kind, office in cast.offices.items():
                model = casts[0].offices.get(
                    kind, casts[0].offices["single_desk"]
                )  # or a committee in its stead
                rows.write_row((place, model.pk, office.pk))


def _plan(cursor: Any, casts: Sequence[Cast], played: tuple[Dossier, Dossier, Dossier], count: int) -> None:
    """One row for each copy: its keys, its place, the model it copies."""
    cursor.execute(
        "CREATE TEMPORARY TABLE plan (n int, id bigint, model bigint, place int, unit text, filer bigint, designer bigint,"
        " number text, tracking text, words text, age int) ON COMMIT DROP"
    )
    cursor.execute(
        "SELECT setval('dossiers_dossier_id_seq', nextval('dossiers_dossier_id_seq') + %s)", [count]
    )
    top = int(cursor.fetchone()[0])
    laid = list(
        _laid(casts, played, top - count, count)
    )  # it asks the database, which listens to nothing else during a COPY
    with cursor.copy("COPY plan FROM STDIN") as rows:
        for key, place, model, age, named in laid:
            cast = casts[place]
            code = cast.unit.pk.replace(".", "")
            number = f"PCT-2026-{code}-{FIRST_SERIAL + key // PLACES:05d}"
            people = cast.people["architect"].pk, cast.people["architect"].pk
            word = f" {WORD}" if named else ""
            words = f"{number.lower()} villa {key:07d} t{key % 9973}/{key % 97}{word} "
            rows.write_row((key, key, model, place, cast.unit.pk, *people, number, None, words, age))
    cursor.execute("UPDATE plan SET tracking = upper(substr(md5('tracking' || n), 1, 10))")
    cursor.execute("CREATE INDEX ON plan (model)")
    cursor.execute("ANALYZE plan")


def _laid(
    casts: Sequence[Cast], played: tuple[Dossier, Dossier, Dossier], first: int, count: int
) -> Iterator[tuple[int, int, int, int, bool]]:
    """`(key, place, model, age in days, whether it holds the word)` of each copy.

    The measured commune receives open dossiers up to `WAITING`, and no more; what has ended did so further and further back.
    """
    lodged, studied, ended = (dossier.pk for dossier in played)
    waiting = Dossier.objects.filter(unit_id=DESK_COMMUNE, ended_at=None).count()
    closed = [Dossier.objects.filter(unit=cast.unit, ended_at__isnull=False).count() for cast in casts]
    named = Dossier.objects.filter(search_text__contains=WORD).count()
    for key in range(first, first + count):
        place, age = key % PLACES, 0
        is_open = (key // PLACES) % 10 < OPEN_IN_TEN
        holds = place == 0 and named < NAMED
        named += holds
        if place == 0:
            is_open = waiting < WAITING
            waiting += is_open
        if not is_open:
            age = closed[place] // CLOSED_A_DAY
            closed[place] += 1
        yield key, place, (lodged if key // PLACES % 2 else studied) if is_open else ended, age, holds


OFFICE = "(SELECT office FROM seats WHERE seats.place = p.place AND seats.model = m.{})"
OF_DOSSIER = {"dossier_id": "p.id"}


def _aged(*columns: str) -> dict[str, str]:
    """As long ago as the copy is old."""
    return {column: f"m.{column} - make_interval(days => p.age)" for column in columns}


def _copy_all(cursor: Any) -> None:
    """In the order of the foreign keys; a task's copy has its key chosen first, for what hangs on it."""
    own = {
        "id": "p.id",
        "number": "p.number",
        "tracking_code": "p.tracking",
        "unit_id": "p.unit",
        "desk_id": OFFICE.format("desk_id"),
        "filer_id": "p.filer",
        "designer_id": "p.designer",
        "search_text": "p.words || replace(m.search_text, lower(m.number), '')",
    } | _aged("opened_at", "touched_at", "lodged_at", "ended_at")
    _copy(cursor, Dossier, own, "plan p JOIN dossiers_dossier m ON m.id = p.model")
    versioned: tuple[type[models.Model], ...] = (DossierVersion, Piece)
    for model in versioned:
        _copy(cursor, model, OF_DOSSIER, f"plan p JOIN {model._meta.db_table} m ON m.dossier_id = p.model")
    cursor.execute(
        "CREATE TEMPORARY TABLE turns ON COMMIT DROP AS SELECT nextval('dossiers_task_id_seq') AS id, t.id AS task, p.place, p.n,"
        " p.age, p.id AS dossier FROM plan p JOIN dossiers_task t ON t.dossier_id = p.model"
    )
    cursor.execute("CREATE INDEX ON turns (task)")
    cursor.execute("CREATE INDEX ON turns (dossier, task)")
    cursor.execute("ANALYZE turns")
    told = {
        "id": "p.id",
        "dossier_id": "p.dossier",
        "office_id": OFFICE.format("office_id"),
        "starts_on": "m.starts_on - p.age",
        "due_on": "m.due_on + (p.n % 15) - 5 - p.age",
    } | _aged("opened_at", "closed_at", "superseded_at")
    _copy(cursor, Task, told, "turns p JOIN dossiers_task m ON m.id = p.task")
    answers: tuple[type[models.Model], ...] = (Check, Opinion, Conclusion)
    for model in answers:
        _copy(
            cursor, model, {"task_id": "p.id"}, f"turns p JOIN {model._meta.db_table} m ON m.task_id = p.task"
        )
    code = "upper(substr(md5(m.id || '/' || p.n), 1, 12))"
    paper = {
        "dossier_id": "p.id",
        "task_id": "(SELECT id FROM turns t WHERE t.dossier = p.id AND t.task = m.task_id)",
        "verification_code": f"CASE m.verification_code WHEN '' THEN '' ELSE {code} END",
    }
    _copy(cursor, OfficialPaper, paper, "plan p JOIN dossiers_officialpaper m ON m.dossier_id = p.model")
    entry = {
        "sha256": "md5(m.sha256 || p.n) || md5(p.n || m.sha256)",
        "code": "upper(substr(md5(o.id || '/' || p.n), 1, 12))",
        "number": "p.number",
    }
    _copy(
        cursor,
        RegisteredFile,
        entry,
        "plan p JOIN dossiers_officialpaper o ON o.dossier_id = p.model AND o.verification_code <> '' "
        "JOIN signing_registeredfile m ON m.code = o.verification_code AND m.state = 'valid'",
    )
    stream = f"'{STEM}' || p.id"
    chained = {"stream": stream, "about": f"CASE m.about WHEN m.stream THEN {stream} ELSE m.about END"}
    for model, changed in ((Head, {"stream": stream}), (Event, chained)):
        _copy(
            cursor,
            model,
            changed,
            f"plan p JOIN {model._meta.db_table} m ON m.stream = '{STEM}' || p.model",
        )


def _copy(cursor: Any, model: type[models.Model], changed: Mapping[str, str], source: str) -> None:
    """Every column as in the row `m`, but those `changed` (SQL), and a key from the table's own series."""
    columns = [field.column for field in model._meta.concrete_fields if field.column]
    kept = [name for name in columns if name != "id" or "id" in changed]
    values = ", ".join(changed.get(name, f'm."{name}"') for name in kept)
    names = ", ".join(f'"{name}"' for name in kept)
    cursor.execute(f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {values} FROM {source}')
