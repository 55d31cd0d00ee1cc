"""Documents of information may follow until delivery; nothing else may (RGC art. 33)."""

import pytest

from rokhas.documents.actions import store
from rokhas.dossiers.actions import filing
from rokhas.dossiers.errors import NotADraft
from rokhas.kernel.errors import NotAllowed
from rokhas.testing.scene import Scene, one_page


def give(scene: Scene, code: str) -> None:
    by = scene.actor("architect")
    document = store(one_page(f"late {code}"), name=f"{code}.pdf", media_type="application/pdf", by=by)
    filing.add_piece(scene.dossier, code, document, by=by)


def test_a_document_of_information_follows_while_the_dossier_is_studied(admitted: Scene) -> None:
    give(admitted, "ATTSEIS")
    piece = admitted.dossier.pieces.get(code="ATTSEIS")
    assert piece.late
    assert piece.since == admitted.dossier.version


def test_a_main_document_does_not_change_while_the_dossier_is_studied(admitted: Scene) -> None:
    with pytest.raises(NotADraft):
        give(admitted, "PLANMASSE")


def test_a_late_plan_of_information_does_not_disturb_the_signed_list(lodged: Scene) -> None:
    give(lodged, "PLANBET")
    lodged.studied().conclude().sign_minutes().pay().sign_permit()
    assert lodged.dossier.ending == "delivered"


def test_nothing_follows_after_delivery(delivered: Scene) -> None:
    with pytest.raises(NotAllowed):
        give(delivered, "ATTSEIS")
