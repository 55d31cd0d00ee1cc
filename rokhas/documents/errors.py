"""What the documents room refuses, and what to do about it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class Damaged(Refused):
    """The stored bytes no longer have the hash they were kept under: an incident, never the reader's fault."""

    code, status = "document-damaged", 500
    message = _(
        "The stored file “%(name)s” is missing or damaged. The platform's team must restore it from a backup."
    )


class NotTypeset(Refused):
    code, status = "not-typeset", 503
    message = _("The paper could not be made. Nothing was lost: try again in a moment.")


class NoRoom(Refused):
    code, status, field = "no-room", 507, "file"
    message = _("The platform has no room left for this file. Try again later.")


class FileRefused(Refused):
    """The content of a file is not what its purpose accepts."""

    status, field = 422, "file"


class Infected(FileRefused):
    code = "file-infected"
    message = _(
        "A virus was found in this file. It was not kept: clean your computer, export the file again, then send it again."
    )


class EmptyFile(FileRefused):
    code = "file-empty"
    message = _("This file is empty. Choose the file again.")


class TooLarge(FileRefused):
    code, status = "file-too-large", 413
    message = _(
        "This file is too large: the limit is %(limit)s MB. Reduce it, or split it into several files."
    )


class NotAccepted(FileRefused):
    code, status = "file-not-accepted", 415
    message = _("This kind of file is not accepted here. Send one of these: %(accepted)s.")


class NameMismatch(FileRefused):
    code = "file-name-mismatch"
    message = _(
        "“%(name)s” does not hold what its name says: it is a %(found)s file. Export it again in the right format."
    )


class Executable(FileRefused):
    code = "file-executable"
    message = _("This file is a program. Programs are never accepted.")


class Markup(FileRefused):
    code = "file-markup"
    message = _("Web pages and SVG drawings are not accepted. Export the drawing as PDF.")


class Truncated(FileRefused):
    code = "file-truncated"
    message = _("This file is cut short. Export it again, then send it again.")


class Unreadable(FileRefused):
    code = "file-unreadable"
    message = _(
        "This file cannot be read. Open it on your computer to check it, export it again, then send it again."
    )


class Encrypted(FileRefused):
    code = "file-encrypted"
    message = _("This PDF is protected by a password. Remove the protection, then send it again.")


class NoPages(FileRefused):
    code = "file-without-pages"
    message = _("This PDF has no page. Export it again.")


class Active(FileRefused):
    code = "file-active"
    message = _("This PDF runs a script or a program when it is opened. Export it without actions.")


class TooLongToRead(FileRefused):
    code = "file-too-long-to-read"
    message = _("This file takes too long to read. Simplify the drawing or split it, then send it again.")


class Telephone(FileRefused):
    code, status = "file-of-telephone", 415
    message = _(
        "This is a photograph in a telephone's own format (HEIC). Scan the paper, or use a scanning application: flat, straight, "
        "every page, all edges visible. Then send the PDF."
    )


PROBLEMS: dict[str, type[FileRefused]] = {
    "executable": Executable,
    "markup": Markup,
    "truncated": Truncated,
    "unreadable": Unreadable,
    "encrypted": Encrypted,
    "no_pages": NoPages,
    "active": Active,
    "too_long": TooLongToRead,
    "telephone": Telephone,
}


class UnknownPurpose(Refused):
    code, status = "upload-purpose-unknown", 404
    message = _("Nothing here expects this file.")


class TooManyUploads(Refused):
    code, status = "too-many-uploads", 429
    message = _("%(limit)s files are already being sent. Wait for them, or cancel one.")


class QuotaReached(Refused):
    code, status = "upload-quota", 429
    message = _("You have sent %(limit)s MB in one day, which is the limit. Continue tomorrow.")


class UploadOver(Refused):
    code, status = "upload-over", 410
    message = _("This sending is over or has expired. Send the file again.")


class UploadBusy(Refused):
    code, status = "upload-busy", 423
    message = _("This file is being received at this very moment by another window. Wait a moment.")


class ReadingAnother(Refused):
    code, status = "upload-reading-another", 423
    message = _("Another of your files is being read at this moment. This one follows: wait a moment.")


class ReadLater(Refused):
    """The file is kept as it is; the platform reads it by itself once the hour is over."""

    code, status = "upload-read-later", 429
    message = _(
        "Your files of the last hour took very long to read. This one has arrived and will be read within the hour: "
        "come back later."
    )


class OffsetMismatch(Refused):
    code, status = "upload-offset", 409
    message = _("The platform has another number of bytes of this file. Ask it where to resume.")


class ChecksumMismatch(Refused):
    # The status that the tus protocol gives to it.
    code, status = "upload-checksum", 460
    message = _("A part of the file was altered on its way. It will be sent again.")
