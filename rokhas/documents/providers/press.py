"""The typesetting process (run by `providers.typst`, never imported by the platform).

It knows one folder: a private copy of the templates, plus the files attached to the job in hand. Data comes as JSON through
`sys.inputs.data` only, so that no person's text is ever read as typst.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont

from rokhas.documents.providers.bench import Answer, serve

ROOM = Path(__file__).resolve().parents[1]
FONTS = ROOM / "fonts"
# Shown by no font, and needed: they steer the direction of what is around them.
STEERING = frozenset("\u2066\u2067\u2068\u2069\u200c\u200d\u200e\u200f\n")
REPLACED = {"\u202f": "\u00a0", "\u2009": "\u00a0", "\u2007": "\u00a0", "\u2011": "-", "\u2010": "-"}


@cache
def folder() -> Path:
    """The only folder the compiler may read, for as long as the process lives."""
    private = Path(tempfile.mkdtemp(prefix="rokhas-press-"))
    shutil.copytree(ROOM / "typst", private, dirs_exist_ok=True)
    return private


@cache
def compiler() -> typst.Compiler:
    fonts = typst.Fonts(False, False, [str(FONTS)])
    return typst.Compiler(root=str(folder()), font_paths=fonts, package_path=str(folder() / "packages"))


@cache
def drawable() -> frozenset[int]:
    """The characters that every weight of the family has."""
    faces = [TTFont(path, lazy=True).getBestCmap() for path in sorted(FONTS.glob("*.ttf"))]
    return frozenset(set(faces[0]).intersection(*faces[1:]))


def compile_job(job: dict[str, Any], parts: list[bytes]) -> Answer:
    attached = Path(tempfile.mkdtemp(dir=folder()))
    try:
        listed = []
        for serial, (told, content) in enumerate(zip(job["attachments"], parts, strict=True)):
            (attached / str(serial)).write_bytes(content)
            listed.append({**told, "path": f"/{attached.name}/{serial}"})
        data = printable({**job["data"], "attachments": listed})
        pdf = compiler().compile(
            input=str(folder() / f"{job['template']}.typ"),
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards="a-3a",
            timestamp=job["timestamp"],
        )
        if not isinstance(pdf, bytes):
            raise TypeError("the press gave no single file")
        return {}, [pdf]
    finally:
        shutil.rmtree(attached)


def printable(told: Any) -> Any:
    """The same data with only what the fonts can draw: a letter we lack becomes its nearest, or a question mark."""
    if isinstance(told, dict):
        return {key: printable(value) for key, value in told.items()}
    if isinstance(told, list):
        return [printable(value) for value in told]
    return "".join(map(_drawn, told)) if isinstance(told, str) else told


def _drawn(char: str) -> str:
    if ord(char) in drawable() or char in STEERING:
        return char
    if char in REPLACED:
        return REPLACED[char]
    plain = "".join(part for part in unicodedata.normalize("NFKD", char) if ord(part) in drawable())
    return plain or ("" if unicodedata.category(char) in {"Mn", "Me", "Cf", "Cc"} else "?")


if __name__ == "__main__":
    try:
        serve(compile_job, warm=compiler)
    finally:
        shutil.rmtree(folder(), ignore_errors=True)
