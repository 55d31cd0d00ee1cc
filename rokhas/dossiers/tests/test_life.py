"""The life of a dossier, good and bad, for both classes."""

from rokhas.dossiers.models import PaperKind
from rokhas.testing.scene import Scene


def test_a_small_project_goes_from_deposit_to_a_delivered_permit(scene: Scene) -> None:
    scene.deposited()
    assert scene.open_steps == {"admissibility"}
    scene.admit()
    assert scene.open_steps == {"session"}
    scene.opinions()
    assert scene.open_steps == {"conclusion"}
    scene.conclude()
    assert scene.open_steps == {"minutes"}
    scene.sign_minutes()
    assert scene.open_steps == {"fees"}
    scene.pay()
    assert scene.open_steps == {"decision"}
    scene.sign_permit()
    assert scene.dossier.ending == "delivered"
    assert scene.open_steps == set()
    assert scene.paper(PaperKind.PERMIT).document is not None
