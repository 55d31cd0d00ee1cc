"""What is done from the list: give to a colleague, take note, print, sign; views, absences, columns, what one follows."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from rokhas.dossiers import policy
from rokhas.dossiers.models import Dossier, Task
from rokhas.dossiers.queries import parapheur
from rokhas.dossiers.queries import worklist as tasks_of
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import Refused
from rokhas.procedures.schema import Kind
from rokhas.ui import waiting
from rokhas.ui.http import Request, actor_of, signed_in
from rokhas.ui.slots import Filling
from rokhas.work import actions
from rokhas.work.forms import AbsenceForm, ViewForm, filters_of
from rokhas.work.models import SavedView
from rokhas.work.policy import may_note_absence
from rokhas.work.queries import lists, sharing
from rokhas.work.queries.sharing import FOLLOWS


@signed_in
@require_POST
def selection(request: Request) -> HttpResponseBase:
    """What is done with the chosen tasks. Never a decision nor a signature: those are read one by one first."""
    actor, act = _officer(request), request.POST.get("act", "")
    chosen = parapheur.numbers(request.POST.getlist("tasks"))
    tasks = Task.objects.awaiting(actor).filter(pk__in=chosen)
    if not chosen:
        messages.info(request, _("Choose at least one task."))
    elif act == "print":
        return redirect(_with(reverse("work:paper"), "tasks", chosen))
    elif act == "sign":
        papers = list(tasks.filter(kind=Kind.SIGNATURE).values_list("pk", flat=True))
        return redirect(_with(reverse("dossiers:parapheur"), "subjects", papers))
    elif act == "seen":
        count = actions.mark_seen(tasks, by=actor)
        messages.success(
            request,
            ngettext("%(n)d task marked as seen.", "%(n)d tasks marked as seen.", count) % {"n": count},
        )
    elif act == "assign" and "person" not in request.POST:
        context = {
            "tasks": tasks_of.page_of(lists.to_do(actor).filter(pk__in=chosen), actor.today()).rows,
            "colleagues": sharing.colleagues(actor),
            "back": _back(request),
        }
        return render(request, "work/assign.html", context)
    elif act == "assign":
        _assign(request, list(tasks.select_related("office")))
    return redirect(_back(request))


@signed_in
@require_POST
def arrangement(request: Request) -> HttpResponseBase:
    """The columns of the list, and whether its keys answer."""
    actor = _officer(request)
    columns = [each for each in lists.COLUMNS if each in request.POST.getlist("columns")]
    actions.arrange(by=actor, columns=columns, keys=request.POST.get("keys") == "on")
    return redirect(_back(request))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def views(request: Request) -> HttpResponseBase:
    """One's views and those of one's offices; POST keeps the filters given in `query`."""
    actor = _officer(request)
    query = filters_of(QueryDict((request.POST or request.GET).get("query", "")))
    form = ViewForm(request.POST or None, tasks_of.offices_of(actor))
    if request.method == "POST" and form.run(actions.keep_view, by=actor, query=query):
        messages.success(request, _("The view is kept."))
        return redirect(f"{reverse('work:list')}?{query}" if query else "work:list")
    context = {
        "form": form,
        "query": query,
        "views": sharing.views_of(actor),
        "opening": sharing.habit_of(actor).view_id,
    }
    return render(request, "work/views.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def view(request: Request, pk: int) -> HttpResponseBase:
    """Forget a view, or make the list open on it, or no longer."""
    actor = _officer(request)
    found = get_object_or_404(SavedView.objects.offered_to(actor.person_pk, actor.offices()), pk=pk)
    match request.POST.get("act", ""):
        case "drop" if found.person_id == actor.person_id:
            actions.drop_view(found, by=actor)
            messages.success(request, _("The view is forgotten."))
        case "open":
            actions.open_on(found, by=actor)
            messages.success(request, _("Your list opens on this view."))
        case "leave":
            actions.open_on(None, by=actor)
            messages.success(request, _("Your list opens as you left it."))
    return redirect("work:views")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: Request) -> HttpResponseBase:
    """Who is away, and who looks after their tasks meanwhile."""
    actor = _officer(request)
    offered = sharing.may_be_away(actor)
    form = AbsenceForm(request.POST or None, offered, sharing.colleagues(actor))
    if request.method == "POST" and form.run(actions.note_absence, by=actor):
        messages.success(
            request, _("The absence is noted. Everything comes back by itself on the day of return.")
        )
        for role in sharing.roles_missing(form.result):
            messages.warning(
                request,
                _("%(name)s does not hold the role “%(role)s” there: the tasks that ask it will wait.")
                % {"name": form.result.substitute.name, "role": role},
            )
        return redirect("work:absences")
    rows = list(sharing.absences_of(actor))
    context = {
        "form": form,
        "rows": [(each, may_note_absence(actor, each)) for each in rows],
        "today": actor.today(),
    }
    return render(request, "work/absences.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def cancellation(request: Request, pk: int) -> HttpResponseBase:
    actor = _officer(request)
    actions.cancel_absence(get_object_or_404(sharing.absences_of(actor), pk=pk), by=actor)
    messages.success(request, _("The absence is cancelled: the tasks are where they were."))
    return redirect("work:absences")


@signed_in
@require_POST
def follow(request: Request, number: str) -> HttpResponseBase:
    """Keep an eye on a dossier in sight, or no longer."""
    actor = _officer(request)
    dossier = get_object_or_404(Dossier.objects.lodged().visible_to(actor), number=number)
    actions.follow(dossier, by=actor, wanted=request.POST.get("act") == "follow")
    return redirect("dossiers:dossier", number)


def follow_button(request: HttpRequest, subject: object) -> Filling | None:
    """On the page of a dossier, for an officer: counted with the rest of the page (`waiting.about`)."""
    actor = actor_of(request)
    if not isinstance(subject, Dossier) or not policy.is_official(actor) or policy.prepares(actor, subject):
        return None
    waiting.ask(request, FOLLOWS, sharing.follows, subject.pk)
    return "work/_follow.html", {"dossier": subject, "follows": waiting.count(request, FOLLOWS) > 0}


def _assign(request: Request, tasks: list[Task]) -> None:
    """Each task by itself: one that cannot be given does not hold back the others."""
    given = request.POST.get("person", "")
    person = None
    if given:
        person = next((each for each in sharing.colleagues(request.actor) if str(each.pk) == given), None)
        if person is None:
            messages.error(request, _("Choose a colleague of your offices."))
            return
    done = 0
    for task in tasks:
        try:
            actions.assign(task, by=request.actor, person=person)
            done += 1
        except Refused as refused:
            messages.error(request, f"{task.dossier.number} · {refused}")
    if done:
        said = (
            ngettext("%(n)d task given to %(name)s.", "%(n)d tasks given to %(name)s.", done)
            if person
            else ngettext(
                "%(n)d task given back to the office.", "%(n)d tasks given back to the office.", done
            )
        )
        messages.success(request, said % {"n": done, "name": person.name if person else ""})


def _officer(request: Request) -> Actor:
    if not policy.is_official(request.actor):
        raise Http404
    return request.actor


def _with(address: str, name: str, values: list[int]) -> str:
    asked = QueryDict(mutable=True)
    asked.setlist(name, [str(value) for value in values])
    return f"{address}?{asked.urlencode()}"


def _back(request: Request) -> str:
    """The list as it was, when the form says so."""
    address = request.POST.get("back", "")
    here = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if here and address.startswith(reverse("work:list")) else reverse("work:list")
