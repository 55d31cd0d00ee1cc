"""The open door of a demonstration: its invented people by role, and what to try as each of them. It exists nowhere else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.auth import login
from django.db.models import Prefetch
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rokhas.accounts.models import Mandate, Office, OfficeKind, Person, Role
from rokhas.accounts.providers import doors
from rokhas.kernel.references import row_number
from rokhas.kernel.text import normalise
from rokhas.ui.http import Request, public

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Every role, in the order in which a visitor wants to meet them: what one can try as its people.
ROLES: tuple[tuple[str | Promise, dict[Role, str | Promise]], ...] = (
    (_("Ask and follow"), {
        Role.APPLICANT: _("Ask for works at home or declare a shop, one question at a time; follow, pay, download."),
        Role.ARCHITECT: _("File a building permit with its plans, sign them, answer what the commission asks."),
        Role.SURVEYOR: _("Sign the files given to a draft, to which the architect invited the topographer."),
        Role.ENGINEER: _("See the engineer of a design office: a practice, a register, a number."),
        Role.DESIGN_OFFICE: _("Answer an invitation to a draft: accept and give the files asked, or decline."),
        Role.CO_DESIGNER: _("See the second architect of a project, entered in the register of the order."),
    }),
    (_("Study and decide"), {
        Role.FRONT_DESK: _("Check a dossier that has just arrived, document by document; admit it or say what is missing."),
        Role.SECRETARY: _("Send dossiers to the members, conclude a session, sign the minutes; watch what is late."),
        Role.COMMISSION_MEMBER: _("Read the plans, prepare an opinion with its reasons, sign it."),
        Role.CHAIR: _("Sign the minutes of the commission after the secretary."),
        Role.REVENUE_AGENT: _("See which fees are awaited and which are paid."),
        Role.PRESIDENT: _("Read and sign the permits that wait in the parapheur, one by one or together."),
        Role.VICE_PRESIDENT: _("Sign in the president’s place, by a delegation that has its dates and its act."),
        Role.ARRONDISSEMENT_PRESIDENT: _("Sign what the law leaves to an arrondissement of a large city."),
        Role.GOVERNOR: _("See everything that is late in the province, office by office."),
        Role.PLANNING_OFFICER: _("Study and conclude the small works that the commune decides alone."),
        Role.ECONOMIC_OFFICER: _("Examine the declarations of shops and workshops."),
        Role.LOCAL_AUTHORITY: _("Receive the copy of each permit delivered in the district."),
        Role.INSPECTOR: _("Verify on site, from the code of a permit, that it is authentic and unchanged."),
    }),
    (_("Look after the service"), {
        Role.OFFICE_MANAGER: _("Nominate, suspend and replace the people of one’s own office; share out the work."),
        Role.PLATFORM_ADMINISTRATOR: _("Install the heads of offices, keep the registers of the orders, answer data requests."),
        Role.KEY_CONTACT: _("Be the person whom a commune turns to for its signature keys."),
        Role.NATIONAL_SUPERVISOR: _("Read the delays of each procedure and the state of the service, as the ministry does."),
        Role.TREASURY_OFFICER: _("Verify from its code that a receipt of payment is authentic."),
        Role.PAYEE_ACCOUNTANT: _("Verify the receipts of the fees owed to an agency."),
        Role.SUPPORT_AGENT: _("Know the service as its users do: the guides, its state, the catalogue; and nobody’s dossier."),
        Role.CONTENT_EDITOR: _("Read every procedure as the public reads it, in Arabic and in French."),
    }),
)  # fmt: skip


@dataclass(frozen=True)
class Invented:
    """A person, the role shown for them, where they serve."""

    person: Person
    role: Role
    office: str
    place: str

    def is_found(self, wanted: str) -> bool:
        """Whether every word of a normalised search is in their names, address, role, office or town."""
        person = self.person
        shown = normalise(
            f"{person.name_fr} {person.name_ar} {person.email} {self.role.label} {self.office} {self.place}"
        )
        return all(word in shown for word in wanted.split())


@dataclass(frozen=True)
class Part:
    """A role, what to try, the first of its people and the others."""

    role: Role
    tried: str | Promise
    first: Invented
    others: tuple[Invented, ...]


@dataclass(frozen=True)
class Group:
    title: str | Promise
    parts: tuple[Part, ...]


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demonstration(request: Request) -> HttpResponseBase:
    """Sign in as one of the invented people, by one click; `q` keeps those who match."""
    if settings.ROKHAS_MODE != "demo":
        raise Http404
    if request.method == "POST":
        chosen = row_number(request.POST.get("person", ""))
        people = Person.objects.filter(is_fictional=True, is_active=True)
        person = get_object_or_404(people, pk=chosen)
        login(request, person, backend=BACKEND)
        doors.note_session(request)
        return redirect("/")
    wanted = request.GET.get("q", "").strip()[:80]
    everyone = list(_invented(request.actor.today()))
    found = [each for each in everyone if each.is_found(normalise(wanted))]
    context = {
        "groups": list(_grouped(found)), "wanted": wanted, "count": len(found), "is_empty": not everyone,
    }  # fmt: skip
    return render(request, "accounts/demonstration.html", context)


def _invented(day: date) -> Iterator[Invented]:
    """In the order in which the demonstration made them. Two queries."""
    in_force = Mandate.objects.in_force(day).select_related("office__unit").order_by("pk")
    people = (
        Person.objects.filter(is_fictional=True, is_active=True)
        .prefetch_related(Prefetch("mandates", queryset=in_force, to_attr="held"))
        .order_by("pk")
    )
    for person in people:
        held = next(iter(person.held), None)
        role = Role(held.role) if held else Role.APPLICANT
        office = held.office if held else None
        yield Invented(person, role, office.name if office else "", _place(office))


def _place(office: Office | None) -> str:
    """The territory an office serves; nothing for a professional's own."""
    if office is None or office.kind == OfficeKind.PRACTICE:
        return ""
    return office.unit.name if office.unit else office.name


def _grouped(people: list[Invented]) -> Iterator[Group]:
    by_role: dict[Role, list[Invented]] = defaultdict(list)
    for each in people:
        by_role[each.role].append(each)
    for title, roles in ROLES:
        parts = tuple(
            Part(role, tried, by_role[role][0], tuple(by_role[role][1:]))
            for role, tried in roles.items()
            if role in by_role
        )
        if parts:
            yield Group(title, parts)
