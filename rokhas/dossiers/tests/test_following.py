"""A request that comes after a permit: what it takes from it, for whom, and which permit it may follow."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from rokhas.dossiers.actions import filing, following
from rokhas.dossiers.errors import (
    DossierIncomplete,
    FollowsNothing,
    NotADraft,
    PermitLapsed,
    PermitNotDelivered,
    PermitNotStanding,
    PermitOfAnotherKind,
    PermitTooRecent,
    PermitUnknown,
    TooManyPermits,
)
from rokhas.dossiers.models import Dossier, Ending, Lapse
from rokhas.dossiers.workflow.completeness import completeness
from rokhas.dossiers.workflow.following import granted_on, require_followable
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import current_key
from rokhas.procedures.schema import Delay, Follows, Law, Procedure
from rokhas.testing.scene import Scene

LAW = Law(text="loi 12-90", article="40", certainty="memory")


def modification(scene: Scene, who: str = "architect", **answers: Any) -> Dossier:
    """A draft of a permit to modify, by one of the cast."""
    by = scene.actor(who)
    version = ProcedureVersion.objects.get(pk=current_key("modification-permit", by.today()))
    return filing.answer(filing.open_draft(version, by=by), answers, by=by)


def printed(scene: Scene) -> tuple[str, str]:
    """The number and the tracking code of the permit, as its receipt gives them."""
    number, code = scene.dossier.number, scene.dossier.tracking_code
    assert number
    assert code
    return number, code


def following_rule(procedure: Procedure, **rule: Any) -> Procedure:
    """The procedure with another rule of what it follows."""
    written = {
        "procedures": ["building-permit"],
        "brings": ["land"],
        "law": LAW,
        "certainty": "memory",
        **rule,
    }
    return procedure.model_copy(update={"follows": Follows.model_validate(written)})


def test_its_parties_take_the_land_and_the_holder_of_the_permit(delivered: Scene) -> None:
    permit = delivered.dossier
    draft = following.follow(
        modification(delivered, address_fr="Lot 15, corrigé"),
        f" {printed(delivered)[0].lower()} ",
        by=delivered.actor("architect"),
    )
    assert (draft.parent, draft.unit_id) == (permit, permit.unit_id)
    for code in ("title_number", "land_area", "applicant_name_fr", "subdivision_status"):
        assert draft.answers[code] == permit.answers[code]
    assert draft.answers["address_fr"] == "Lot 15, corrigé"  # what was said already is left alone
    assert "covered_surface" not in draft.answers  # of the whole building there, added here
    assert "permit_number" not in {field.code for field in completeness(draft, 1).fields}
    followed = Event.objects.get(kind="permit.followed")
    assert followed.data == {"parent": permit.number}


def test_a_number_and_its_code_bring_nothing_that_is_of_a_person(delivered: Scene) -> None:
    permit = delivered.dossier
    stranger = delivered.cast.people["president"]
    by = Actor(stranger.pk)
    version = ProcedureVersion.objects.get(pk=current_key("modification-permit", by.today()))
    draft = filing.open_draft(version, by=by)
    draft = following.follow(draft, *printed(delivered), by=by)
    assert draft.unit_id == permit.unit_id
    assert draft.answers["land_area"] == permit.answers["land_area"]
    private = {"title_number", "applicant_name_fr", "applicant_cnie", "applicant_phone", "parcel"}
    assert private.isdisjoint(draft.answers)


def test_wrong_codes_are_counted_and_tell_nothing(delivered: Scene) -> None:
    caches["shared"].clear()
    by = Actor(delivered.cast.people["president"].pk)
    draft = modification(delivered, "president")
    for number in [printed(delivered)[0]] * 5 + ["PCT-2020-045010107-00001"] * 5:
        with pytest.raises(PermitUnknown):
            following.follow(draft, number, "0000000000", by=by)
    with pytest.raises(TooManyPermits):
        following.follow(draft, *printed(delivered), by=by)
    other = modification(delivered, "secretary")
    holder = Actor(delivered.cast.people["secretary"].pk)
    assert following.follow(other, *printed(delivered), by=holder).parent == delivered.dossier, (
        "somebody else's wrong codes lock out nobody"
    )
    caches["shared"].clear()


def test_another_permit_replaces_what_the_first_had_brought(delivered: Scene) -> None:
    by = delivered.actor("architect")
    draft = following.follow(modification(delivered), printed(delivered)[0], by=by)
    other = Dossier.objects.get(pk=delivered.dossier.pk)
    other.pk, other.number, other.tracking_code = None, "PCT-2026-045010107-09999", "ABCDEFGHJK"
    other._state.adding = True
    other.answers = other.answers | {"land_area": "999"}
    other.save()
    draft = filing.answer(draft, {"address_fr": "Ailleurs"}, by=by)
    draft = following.follow(draft, "PCT-2026-045010107-09999", by=by)
    assert (draft.parent, draft.answers["land_area"], draft.answers["address_fr"]) == (
        other,
        "999",
        "Ailleurs",
    )
    draft = following.follow_none(draft, by=by)
    assert draft.parent is None
    assert "permit_number" in {field.code for field in completeness(draft, 1).fields}


def test_which_permit_may_be_followed_is_said_by_the_file(delivered: Scene) -> None:
    permit, today = delivered.dossier, delivered.actor("architect").today()
    plain = permit.procedure
    with pytest.raises(FollowsNothing):
        require_followable(plain, permit, today)
    with pytest.raises(PermitOfAnotherKind, match="démolir"):
        require_followable(following_rule(plain, procedures=["demolition-permit"]), permit, today)
    require_followable(following_rule(plain), permit, today)
    delay = Delay(quantity=1, unit="years", starts="granted", law=LAW)
    granted = granted_on(permit)
    assert granted is not None
    later = following_rule(plain, after=delay, standing=["in_force", "past_validity"])
    with pytest.raises(PermitTooRecent):
        require_followable(later, permit, granted + timedelta(days=360))
    require_followable(later, permit, granted + timedelta(days=370))


def test_a_permit_past_its_validity_is_followed_only_where_the_file_says_so(delivered: Scene) -> None:
    permit = delivered.dossier
    lapse = Lapse.objects.get(dossier=permit)
    late = lapse.on + timedelta(days=1)
    with pytest.raises(PermitLapsed):
        require_followable(following_rule(permit.procedure), permit, late)
    lenient = following_rule(permit.procedure, standing=["in_force", "past_validity"])
    require_followable(lenient, permit, late)
    lapse.kept_since = lapse.on
    lapse.save()
    require_followable(following_rule(permit.procedure), permit, late)


def test_only_what_is_delivered_is_followed(to_sign: Scene) -> None:
    dossier, today = to_sign.dossier, date(2030, 1, 1)
    rule = following_rule(dossier.procedure)
    with pytest.raises(PermitNotDelivered):
        require_followable(rule, dossier, today)
    dossier.ending, dossier.ended_at = Ending.REFUSED, to_sign.actor("architect").now()
    with pytest.raises(PermitNotStanding):
        require_followable(rule, dossier, today)


def test_a_required_permit_is_missing_until_it_is_named_and_still_stands_at_the_deposit(
    delivered: Scene,
) -> None:
    by = delivered.actor("architect")
    draft = modification(delivered)
    vars(draft)["procedure"] = following_rule(draft.procedure, required=True)
    assert any("permis" in name for name in completeness(draft, 1).missing_names())
    with pytest.raises(DossierIncomplete):
        filing.lodge(draft, by=by)
    draft = following.follow(draft, printed(delivered)[0], by=by)
    Dossier.objects.filter(pk=delivered.dossier.pk).update(ending=Ending.REFUSED)
    with pytest.raises(PermitNotStanding):
        filing.lodge(draft, by=by)


def test_what_is_lodged_follows_the_same_permit_for_good(lodged: Scene) -> None:
    with pytest.raises(NotADraft):
        following.follow_none(lodged.dossier, by=lodged.actor("architect"))


@pytest.mark.parametrize(
    ("language", "heading"), [("fr", "Après quel permis vient votre demande"), ("ar", "أي رخصة يلي طلبكم")]
)
def test_the_page_offers_ones_own_permits(
    client: Client, delivered: Scene, language: str, heading: str
) -> None:
    draft = modification(delivered)
    client.force_login(delivered.cast.people["architect"])
    client.cookies["rokhas_language"] = language
    page = reverse("dossiers:follow", args=[draft.pk])
    assert page in client.get(reverse("dossiers:draft", args=[draft.pk])).content.decode()
    html = client.get(page).content.decode()
    assert heading in html
    assert f'value="{delivered.dossier.number}"' in html
    refused = client.post(page, {"number": "PCT-2020-045010107-00001", "tracking_code": "0000000000"})
    assert refused.status_code == 422
    answer = client.post(page, {"number": delivered.dossier.number})
    assert answer["Location"] == reverse("dossiers:draft", args=[draft.pk])
    assert printed(delivered)[0] in client.get(reverse("dossiers:check", args=[draft.pk])).content.decode()
    assert client.post(page, {"none": "1"}).status_code == 302
    draft.refresh_from_db()
    assert draft.parent_id is None


def test_a_request_that_follows_nothing_has_no_such_page(client: Client, drafted: Scene) -> None:
    client.force_login(drafted.cast.people["architect"])
    assert client.get(reverse("dossiers:follow", args=[drafted.dossier.pk])).status_code == 404
