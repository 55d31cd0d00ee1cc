"""What a person keeps for their next requests is in the copy of their data, and goes when it has not served for long."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

from rokhas.briefcase import actions
from rokhas.briefcase.models import KeptDatum, KeptDocument
from rokhas.documents.actions import store
from rokhas.kernel.actor import Actor, system
from rokhas.notices.models import Notice
from rokhas.privacy.actions import enforce
from rokhas.privacy.queries import copy_of
from rokhas.testing.scene import Scene, one_page


def test_the_copy_of_ones_data_holds_them_and_what_is_idle_is_forgotten_after_a_warning(scene: Scene) -> None:
    citizen = scene.cast.people["applicant"]
    me = Actor(citizen.pk)
    actions.write({"applicant_cnie": "AB123456", "applicant_name_fr": "Karim"}, by=me)
    card = store(one_page("card"), name="card.pdf", media_type="application/pdf", pages=1, by=me)
    actions.keep(card, "CNIE", by=me)
    copy = copy_of(citizen, me)
    assert "Karim" in copy.data["my_data"].values()
    assert "AB123456" not in json.dumps(copy.data, default=str), "an identity number stays masked"
    names = ZipFile(BytesIO(b"".join(copy.archive()))).namelist()
    assert any(name.startswith("my-documents/CNIE/") for name in names)
    enforce(by=system(me.now() + timedelta(days=2 * 365 - 20)))
    assert Notice.objects.filter(person=citizen, kind="privacy.briefcase").count() == 1
    assert KeptDocument.objects.exists()
    enforce(by=system(me.now() + timedelta(days=2 * 365 + 20)))
    assert not KeptDocument.objects.exists()
    assert not KeptDatum.objects.exists()
