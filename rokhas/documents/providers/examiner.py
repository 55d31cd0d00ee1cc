"""The process that opens PDFs of strangers (run by `providers.inspection`, never imported by the platform)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject

from rokhas.documents.providers.bench import Answer, serve
from rokhas.documents.providers.photographs import is_of_camera_size, is_taken_by_a_camera

MEASURED_PAGES = 500
LOOKED_AT = 20  # pages in which a photograph is looked for
HEAD = 64 * 1024  # bytes of a picture
_RUNNING = {"/JavaScript", "/Launch"}


def examine(job: dict[str, Any], _parts: list[bytes]) -> Answer:
    with Path(job["path"]).open("rb") as file:
        try:
            return _read(PdfReader(file, strict=False)), []
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
            return {"problems": ["unreadable"]}, []


def _read(reader: PdfReader) -> dict[str, Any]:
    if reader.is_encrypted:
        return {"encrypted": True, "problems": ["encrypted"]}
    count = len(reader.pages)
    if not count:
        return {"pages": 0, "problems": ["no_pages"]}
    sizes = []
    for serial in range(min(count, MEASURED_PAGES)):
        page = reader.pages[serial]
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        sizes.append((height, width) if page.rotation % 180 else (width, height))
    contents = reader.pages[0].get_contents()
    if contents is not None:
        contents.get_data()
    root = reader.root_object
    problems = ["active"] if _runs(root.get("/OpenAction")) or _runs_named(root) else []
    return {"pages": count, "page_sizes": sizes, "problems": problems, "photographed": _photographed(reader)}


def _photographed(reader: PdfReader) -> bool:
    """Whether a page is nothing but a photograph: one JPEG without any text, with a camera's own words or size."""
    return any(
        is_taken_by_a_camera(data) or is_of_camera_size(width, height)
        for page in reader.pages[:LOOKED_AT]
        for data, width, height in _only_pictures(page)
    )


def _only_pictures(page: PageObject) -> list[tuple[bytes, int, int]]:
    """The one JPEG of a page that holds nothing else; empty otherwise."""
    resources = page.get("/Resources", {}).get_object() if "/Resources" in page else {}
    objects = resources["/XObject"].get_object() if "/XObject" in resources else {}
    if "/Font" in resources or len(objects) != 1:
        return []
    picture = next(iter(objects.values())).get_object()
    filters = picture.get("/Filter")
    if filters not in ("/DCTDecode", ["/DCTDecode"]) or picture.get("/Subtype") != "/Image":
        return []
    return [(picture._data[:HEAD], int(picture.get("/Width", 0)), int(picture.get("/Height", 0)))]


def _runs(action: Any, depth: int = 0) -> bool:
    """Whether an action, or one that follows it, runs something; an OpenAction may also be a mere destination."""
    action = action.get_object() if action is not None else None
    if not isinstance(action, DictionaryObject) or depth > 20:
        return False
    following = action.get("/Next")
    following = following.get_object() if following is not None else None
    many = following if isinstance(following, ArrayObject) else [following] if following is not None else []
    return action.get("/S") in _RUNNING or any(_runs(each, depth + 1) for each in many)


def _runs_named(root: DictionaryObject) -> bool:
    names, added = root.get("/Names"), root.get("/AA")
    names = names.get_object() if names is not None else {}
    added = added.get_object() if added is not None else {}
    return "/JavaScript" in names or any(_runs(action) for action in added.values())


if __name__ == "__main__":
    serve(examine)
