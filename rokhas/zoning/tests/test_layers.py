"""Loading: whole or not at all, once, and a new version beside the old one; then what a land reads of it."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from rokhas.journal.models import Event
from rokhas.kernel.words import Refusal, TargetMissed
from rokhas.territory.models import Unit
from rokhas.zoning.actions import Loaded, check, load_layer, read_layer
from rokhas.zoning.errors import LayerDoubtful, LayerNotSound
from rokhas.zoning.models import Easement, Layer, Zone
from rokhas.zoning.queries import content_of, has_layer, layers_of, rules_at, rules_of
from rokhas.zoning.schema import terms
from rokhas.zoning.tests.files import SIDE, SOUTH, TEMARA, WEST, archive, easement, geojson, square, zone

pytestmark = pytest.mark.django_db
HALF = SIDE / 2


def load(content: bytes, *, accept: bool = False) -> Loaded:
    return load_layer(check(read_layer(content), Unit.objects.get(pk=TEMARA)), accept=accept)


def test_the_same_content_is_loaded_once_whatever_its_order_and_its_format() -> None:
    features = [zone(), zone("V", square(1)), easement()]
    first = load(geojson(*features))
    again = load(geojson(*reversed(features)))
    assert (first.is_new, again.is_new, again.layer.pk) == (True, False, first.layer.pk)
    assert (Layer.objects.count(), Zone.objects.count(), Easement.objects.count()) == (1, 2, 1)
    [told] = Event.objects.filter(kind="layer.loaded")
    assert (told.data["version"], told.data["zones"], told.data["easements"]) == (1, 2, 1)


def test_a_newer_content_is_a_new_version_and_the_old_one_stays() -> None:
    load(geojson(zone()))
    newer = load(geojson(zone(height=20)))
    assert newer.layer.version == 2
    old = Layer.objects.get(version=1)
    assert old.replaced_at is not None
    assert old.zones.get().height == 17
    assert [layer.version for layer in layers_of(TEMARA)] == [2]
    [rules] = rules_at(WEST + HALF, SOUTH + HALF)
    assert rules.zone is not None
    assert rules.zone.height == 20


def test_nothing_is_loaded_of_a_file_with_errors_nor_unasked_with_warnings() -> None:
    with pytest.raises(LayerNotSound):
        load(geojson(zone(), zone("V", square(0.5))), accept=True)
    doubtful = geojson(zone(), zone("V", square(1), owner="x"))
    with pytest.raises(LayerDoubtful):
        load(doubtful)
    assert not has_layer(TEMARA)
    assert load(doubtful, accept=True).is_new
    assert has_layer(TEMARA)


def test_a_point_reads_its_zone_and_the_easements_around() -> None:
    load(geojson(zone(), zone("V", square(1)), easement()))
    metre = 1 / 110_900
    for north, touched in ((10, 1), (20, 0)):
        [rules] = rules_at(WEST + HALF, SOUTH + HALF + north * metre)
        assert rules.zone is not None
        assert (rules.zone.code, len(rules.easements)) == ("R4", touched)
    assert rules_at(WEST - SIDE, SOUTH) == []
    border = rules_at(WEST + SIDE, SOUTH + 4 * metre)
    assert [share.zone.code for share in border[0].shares] == ["R4"]


def test_a_parcel_reads_each_zone_by_its_share(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    load(geojson(zone(), zone("V", square(1)), easement()))
    parcel = shapely.box(WEST + HALF, SOUTH, WEST + SIDE + HALF / 2, SOUTH + HALF / 2)
    with django_assert_num_queries(3):
        [rules] = rules_of(parcel)
    assert [(share.zone.code, round(share.part, 2)) for share in rules.shares] == [("R4", 0.67), ("V", 0.33)]
    said = content_of(rules)
    assert said.remarks_fr == "Le terrain touche aussi la zone V · Zone V (33 % de sa surface)."


def test_a_note_says_what_is_set_in_both_languages() -> None:
    load(geojson(zone(min_plot=1200), easement()))
    [rules] = rules_at(WEST + HALF, SOUTH + HALF)
    said = {term.label_fr: (term.value_fr, term.value_ar) for term in terms(content_of(rules))}
    assert said["Zone"] == ("R4 · Zone R4", "R4 · منطقة R4")
    assert said["Hauteur maximale"] == ("17 m", "17 م")
    assert said["Recul sur la voie"] == ("4,5 m", "4,5 م")
    assert said["Emprise au sol"] == ("60 %", "60 %")
    assert said["Niveaux"] == ("R+4", "R+4")
    assert said["Superficie minimale de la parcelle"] == ("1\u202f200 m²", "1.200 م²")
    assert said["Approuvé le"] == ("15/01/2024", "15/01/2024")
    assert said["Usages admis"][0] == "Commerce, Bureaux et services"
    assert "Recul sur les limites latérales" not in said
    assert "15 m" in said["Servitudes"][0]


def word(*arguments: str) -> Any:
    out = io.StringIO()
    call_command("zoning", *arguments, "--json", stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue())


def test_the_word_checks_loads_and_lists(tmp_path: Path) -> None:
    file = tmp_path / "plan.zip"
    file.write_bytes(archive(zone(), zone("V", square(1)), easement()))
    checked = word("import", str(file), "--commune", TEMARA, "--check")
    assert (checked["zones"], checked["easements"], checked["findings"], checked["version"]) == (
        2,
        1,
        [],
        None,
    )
    assert not has_layer(TEMARA)
    loaded = word("import", str(file), "--commune", TEMARA, "--plan", "pa-2", "--certainty", "sourced")
    assert (loaded["version"], loaded["new"]) == (1, True)
    [listed] = word("list")["layers"]
    assert (listed["plan"], listed["certainty"], listed["approved_on"]) == ("pa-2", "sourced", "2024-01-15")


def test_the_word_refuses_with_its_report(tmp_path: Path) -> None:
    file = tmp_path / "plan.geojson"
    file.write_bytes(geojson(zone(), zone("V", square(0.5))))
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(TargetMissed):
        call_command("zoning", "import", str(file), "--commune", TEMARA, "--json", stdout=out, stderr=err)
    [finding] = json.loads(out.getvalue())["findings"]
    assert (finding["line"], finding["code"], finding["severity"]) == (2, "overlap", "error")
    assert finding["fr"].startswith("Il recouvre")
    assert finding["fr"] in err.getvalue()
    assert "تتداخل" in finding["ar"]
    with pytest.raises(Refusal):
        call_command("zoning", "import", str(file), "--commune", "06.141.01.0", stdout=out, stderr=err)


def test_shares_of_decimals_stay_exact() -> None:
    load(geojson(zone(coverage="0,025", floorratio=2.4)))
    held = Zone.objects.get()
    assert (held.coverage, held.floor_ratio) == (Decimal("0.025"), Decimal("2.4"))
