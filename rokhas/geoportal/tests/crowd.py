"""Many published permits for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from rokhas.dossiers.models import Dossier
from rokhas.geoportal.actions import recount
from rokhas.geoportal.models import PublishedPermit
from rokhas.territory.models import Unit
from rokhas.testing.scene import Scene


def many(scene: Scene, count: int) -> Unit:
    """That many permits of one commune, over a year and a few kilometres; each on the dossier of a draft of its own."""
    model, unit = scene.dossier, scene.cast.unit
    at = datetime(2026, 1, 1, tzinfo=UTC)
    copies = Dossier.objects.bulk_create(
        [
            Dossier(
                procedure_version_id=model.procedure_version_id,
                filer_id=model.filer_id,
                opened_at=at,
                touched_at=at,
            )
            for _n in range(count)
        ]
    )
    PublishedPermit.objects.bulk_create(
        [
            PublishedPermit(
                dossier=dossier,
                number=f"PCT-2026-{n}",
                unit=unit,
                procedure="building-permit" if n % 3 else "heightening-permit",
                granted_on=date(2026, 1, 1) + timedelta(days=n % 300),
                cancelled_on=date(2026, 11, 1) if n % 10 == 0 else None,
                lon=-690_000 + (n * 37) % 4_000,
                lat=3_390_000 + (n * 91) % 4_000,
                seen_at=at,
            )
            for n, dossier in enumerate(copies)
        ],
        batch_size=500,
    )
    recount()
    return unit
