"""`{% load documents %}`: what a form needs to send files by chunks."""

from __future__ import annotations

from django import template
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rokhas.documents.actions.uploads import CHUNK, EXTENSIONS
from rokhas.documents.schema import purpose_of

register = template.Library()


@register.simple_tag
def upload_attributes(purpose: str, about: str, next_url: str = "") -> SafeString:
    """The attributes of `<form method="post" enctype="multipart/form-data" {% upload_attributes … %}>`.

    `static/documents/upload.js` then sends the chosen files by chunks; other named fields of the form travel as metadata. When
    every file has arrived the browser goes to `next_url`, or loads the page again. Without JavaScript the form is posted plainly.

    Raises:
        ValueError: nobody registered this purpose.
    """
    known = purpose_of(purpose)
    if known is None:
        raise ValueError(f"no upload purpose is called {purpose}")
    return SafeString(
        flatatt(
            {
                "data-upload": reverse("documents:uploads"),
                "data-upload-purpose": purpose,
                "data-upload-about": about,
                "data-upload-next": next_url,
                "data-upload-chunk": str(CHUNK),
                "data-upload-limit": str(known.limit),
                "data-label-waiting": _("Waiting"),
                "data-label-sending": _("Sending: %(percent)s %%") % {"percent": "{percent}"},
                "data-label-checking": _("Checking the file"),
                "data-label-done": _("Received"),
                "data-label-paused": _("Paused"),
                "data-label-offline": _("The line was cut. Sending resumes by itself when it is back."),
                "data-label-failed": _(
                    "The platform does not answer. Press “Resume” to continue from where it stopped."
                ),
                "data-label-signed-out": _(
                    "Your session has ended. Sign in again in another tab, then press “Resume”."
                ),
                "data-label-too-large": _("This file is too large: the limit is %(limit)s MB.")
                % {"limit": known.limit // (1024 * 1024)},
                "data-label-pause": _("Pause"),
                "data-label-resume": _("Resume"),
                "data-label-remove": _("Remove"),
                "data-label-anyway": _("Send it anyway"),
            }
        )
    )


@register.simple_tag
def upload_accept(purpose: str) -> str:
    """The value of an `<input type="file" accept="…">` for this purpose: `.pdf,.png`."""
    known = purpose_of(purpose)
    accepted = known.accepts if known else frozenset()
    return ",".join(suffix for suffix, media_type in EXTENSIONS.items() if media_type in accepted)
