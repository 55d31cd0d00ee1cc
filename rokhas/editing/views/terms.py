"""From which day, why, on which text: the same page for the next version of a procedure and the next entry of a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rokhas.editing.forms import TermsForm
from rokhas.editing.views.words import SideBySide, side_by_side
from rokhas.kernel.errors import Refused
from rokhas.procedures.actions.drafts import mark_of
from rokhas.procedures.errors import ChangedMeanwhile, NotBeingWritten
from rokhas.procedures.models import Draft
from rokhas.ui.http import Request


@dataclass
class Terms:
    """What the page asks: `seen` is what it shows of the draft, `theirs` what somebody else kept meanwhile. `kept` once it is
    done; `refused` where the draft is written no more."""

    form: TermsForm
    seen: str
    theirs: SideBySide = field(default_factory=list)
    kept: Draft | None = None
    refused: Refused | None = None

    @property
    def status(self) -> int:
        if self.theirs:
            return 409
        return 422 if self.form.errors else 200


def terms_of(request: Request, draft: Draft, act: Callable[..., Draft]) -> Terms:
    """The terms of a draft as they stand, or what became of those that were sent."""
    # What is sent and corrected is still set against what was read first.
    read = request.POST.get("seen", "") if request.method == "POST" else mark_of(draft.terms)
    asked = Terms(TermsForm(request.POST or None, initial=draft.terms), read)
    if not draft.is_open:
        asked.refused = NotBeingWritten()
    elif request.method == "POST" and asked.form.is_valid():
        given: dict[str, Any] = asked.form.act_arguments()
        try:
            asked.kept = act(draft, seen=read, by=request.actor, **given)
        except ChangedMeanwhile as refused:
            asked.form.refuse(refused)
            draft.refresh_from_db()
            asked.seen = mark_of(draft.terms)
            asked.theirs = side_by_side(asked.form, TermsForm(initial=draft.terms))
        except NotBeingWritten as refused:
            asked.refused = refused
        except Refused as refused:
            asked.form.refuse(refused)
    return asked
