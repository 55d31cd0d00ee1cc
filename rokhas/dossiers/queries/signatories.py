"""Who signs a paper, and in which quality."""

from __future__ import annotations

from django.db.models import BigIntegerField, CharField, DateField, F
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import PROFESSIONS, Mandate, Person, Role
from rokhas.accounts.queries import offices_for
from rokhas.documents.schema import Both, Signatory, Stated
from rokhas.dossiers.models import Task
from rokhas.dossiers.queries import wording
from rokhas.kernel.actor import Actor
from rokhas.kernel.fixed import Fixed
from rokhas.ui import formats

_HOLDERS = Fixed(
    lambda role, office, day: (
        Mandate.objects.filter(role=role, office=office)
        .in_force(day)
        .select_related("person")
        .order_by(F("delegated_by").asc(nulls_first=True), "pk")
    ),
    role=CharField(),
    office=BigIntegerField(),
    day=DateField(),
)
# What a professional is, by their mandates of a day.
HELD_PROFESSIONS = Fixed(
    lambda person, day: (
        Mandate.objects.filter(person=person, role__in=PROFESSIONS).in_force(day).order_by("role")
    ),
    person=BigIntegerField(),
    day=DateField(),
)


def signatory(signer: Person, role: str, task: Task, by: Actor) -> Signatory:
    """The actor as the paper of a task names them: by name, and in which quality they sign it."""
    quality = wording.of_quality(role, by, task.office_id)
    return Signatory(name=wording.of_person(signer), quality=quality)


def role_held(task: Task, by: Actor) -> str:
    """The role of the step that the actor holds in the task's office."""
    return next(
        (role for role in task.roles.split() if by.holds(role, task.office_id)), task.roles.split()[0]
    )


def instead_of(task: Task) -> tuple[Stated, ...]:
    """For a paper of an authority that decides instead of one whose limit has passed: which office was late, and by which text
    it lost the decision, where that text may be printed."""
    silence = task.step.silence
    if not task.is_substituted or silence is None:
        return ()
    there = offices_for(task.step.by, task.dossier.where)
    late = wording.of_named(next(there[kind] for kind in task.step.by if kind in there))
    fr, ar = late.fr, late.ar
    for law in wording.laws(task.dossier, silence.law):
        article = wording.both(_(", art. %(article)s"), article=law.article) if law.article else Both()
        fr, ar = f"{fr} ({law.text.fr}{article.fr})", f"{ar} ({law.text.ar}{article.ar})"
    return (Stated(label=wording.both(_("In the place of")), value=Both(fr=fr, ar=ar)),)


def officer(task: Task, role: Role, signer: Person, by: Actor) -> Signatory:
    """Who signs the minutes in a role: the actor; or whoever holds the role that day, by themselves rather than by delegation,
    told as such: another may hold it when it is signed, and the file says who did."""
    if by.holds(role, task.office_id):
        return signatory(signer, role, task, by)
    held = _HOLDERS.first(role=role, office=task.office_id, day=by.today())
    return Signatory(name=_in_office(held.person, by) if held else Both(), quality=wording.of_role(role))


def _in_office(person: Person, by: Actor) -> Both:
    day, name = formats.day(by.today()), wording.of_person(person)
    said = _("In office on %(day)s: %(name)s")
    return Both(
        fr=wording.both(said, day=day, name=name.fr).fr if name.fr else "",
        ar=wording.both(said, day=day, name=name.ar).ar if name.ar else "",
    )
