"""Bring the front-end files of others into the repository, once, by hand; nothing is fetched when the platform runs.

    bin/rokhas vendor               fetch every package by its name and version, copy what is used, write the manifest
    bin/rokhas vendor --check       compare the files with the manifest (no network)
    bin/rokhas vendor --icon NAME   add one Tabler outline icon
    bin/rokhas vendor --prune       remove the icons that no page and no code names

Needs `npm` (to fetch only) and, for the fonts of the PDF, the Python package `brotli`.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rokhas.kernel.words import Refusal, Word
from rokhas.ui import icons

ROOM = Path(__file__).parents[2]
VENDOR = ROOM / "static" / "vendor"
MANIFEST = VENDOR / "manifest.json"
PDF_FONTS = ROOM.parent / "documents" / "fonts"
WEIGHTS = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold"}
TABLER = "@tabler/icons@3.51.0"
# Where an icon may be named: always as a whole word between quotes.
NAMING = frozenset({".css", ".html", ".js", ".py", ".yaml"})


@dataclass(frozen=True, slots=True)
class Package:
    """What is taken from a package: globs inside it, and the name of a file when it changes."""

    origin: str
    licence: str
    files: tuple[str, ...]
    renamed: dict[str, str] = field(default_factory=dict)
    licences: tuple[str, ...] = ("LICENSE",)

    @property
    def folder(self) -> str:
        return self.origin.rsplit("/", 1)[-1]


PACKAGES = (
    Package(
        "@digdir/designsystemet-css@1.22.0",
        "MIT",
        ("dist/src/index.css",),
        {"dist/src/index.css": "designsystemet.css"},
    ),
    Package(
        "@fontsource/ibm-plex-sans-arabic@5.3.0",
        "OFL-1.1",
        tuple(
            f"files/ibm-plex-sans-arabic-{script}-{weight}-normal.woff2"
            for script in ("arabic", "latin")
            for weight in WEIGHTS
        ),
    ),
    Package(
        "@fontsource/noto-sans-tifinagh@5.3.0",
        "OFL-1.1",
        ("files/noto-sans-tifinagh-tifinagh-400-normal.woff2",),
    ),
    Package("htmx.org@4.0.1", "0BSD", ("dist/htmx.min.js",)),
    Package("leaflet@1.9.4", "BSD-2-Clause", ("dist/leaflet.js", "dist/leaflet.css", "dist/images/*.png")),
    Package(
        "pdfjs-dist@5.6.205",
        "Apache-2.0",
        (
            "build/pdf.min.mjs",
            "build/pdf.worker.min.mjs",
            "cmaps/*.bcmap",
            "standard_fonts/*.pfb",
            "standard_fonts/*.ttf",
            "wasm/*.wasm",
            "wasm/openjpeg_nowasm_fallback.js",
        ),
        licences=("LICENSE", "cmaps/LICENSE", "standard_fonts/LICENSE_*", "wasm/LICENSE_*"),
    ),
)
# These keep their folders, because their own code asks for them by a relative name.
KEPT_FOLDERS = ("images", "cmaps", "standard_fonts", "wasm")


class Command(Word):
    help = "Fetch, copy and list the vendored front-end files; --check compares them with the manifest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="compare the files with the manifest, without network"
        )
        parser.add_argument(
            "--icon", action="append", default=[], metavar="NAME", help="add a Tabler outline icon"
        )
        parser.add_argument(
            "--prune", action="store_true", help="remove the icons that no page and no code names"
        )

    def handle(self, **options: Any) -> None:
        if options["check"]:
            self._report(differences())
        elif options["icon"]:
            self._add_icons(options["icon"])
        elif options["prune"]:
            self._prune_icons()
        else:
            self._vendor()

    def _report(self, wrong: list[str]) -> None:
        if wrong:
            raise Refusal(
                "Vendored files differ from the manifest: " + "; ".join(wrong), code="vendor-differs"
            )
        self.say("Every vendored file is as the manifest says.")
        self.answer({"differences": []})

    def _add_icons(self, names: list[str]) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            source = fetch(TABLER, Path(scratch))
            for name in names:
                drawing = source / "icons" / "outline" / f"{name}.svg"
                if not drawing.is_file():
                    raise Refusal(f"{TABLER} has no outline icon {name!r}.", code="unknown-icon")
                shutil.copyfile(drawing, icons.FOLDER / drawing.name)
        self.say(f"Added: {', '.join(names)}")

    def _prune_icons(self) -> None:
        removed = unnamed_icons()
        for name in removed:
            (icons.FOLDER / f"{name}.svg").unlink()
        self.say(f"Removed: {', '.join(removed) or 'none, every icon is used'}")
        self.answer({"removed": removed})

    def _vendor(self) -> None:
        entries: list[dict[str, object]] = []
        with tempfile.TemporaryDirectory() as scratch:
            for package in PACKAGES:
                self.progress(f"{package.origin} …")
                source = fetch(package.origin, Path(scratch))
                target = VENDOR / package.folder
                shutil.rmtree(target, ignore_errors=True)
                for kept, name in chosen(package, source):
                    destination = target / name
                    destination.parent.mkdir(parents=True, exist_ok=True)
                    destination.write_bytes(without_source_map(source / kept))
                entries += listed(package)
        MANIFEST.write_text(json.dumps({"files": entries}, indent=1) + "\n", encoding="utf-8")
        for weight, style in WEIGHTS.items():
            self.progress(f"IBM Plex Sans Arabic {style}, one font for both scripts …")
            make_pdf_font(weight, style)
        licence = VENDOR / "ibm-plex-sans-arabic@5.3.0" / "LICENSE"
        shutil.copyfile(licence, PDF_FONTS / "OFL.txt")
        self.say(f"{len(entries)} files under {VENDOR.relative_to(ROOM.parent.parent)}")
        self.answer({"files": len(entries)})


def fetch(origin: str, scratch: Path) -> Path:
    """Fetch a package by its name and version and unpack it; the folder of its content.

    Raises:
        Refusal: npm is absent or refuses.
    """
    try:
        done = subprocess.run(
            ["npm", "pack", "--silent", origin],
            cwd=scratch,
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        )
    except (FileNotFoundError, subprocess.SubprocessError) as error:
        raise Refusal(f"npm could not fetch {origin}: {error}", code="npm-failed") from error
    folder = scratch / origin.replace("/", "-")
    with tarfile.open(scratch / done.stdout.strip().splitlines()[-1]) as archive:
        unpack(archive, folder)
    return folder / "package"


def unpack(archive: tarfile.TarFile, folder: Path) -> None:
    """The regular files of an archive and nothing that would leave the folder (Python before 3.11.4 has no filter)."""
    for member in archive:
        content = archive.extractfile(member) if member.isfile() else None
        target = (folder / member.name).resolve()
        if content is None or not target.is_relative_to(folder.resolve()):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.read())


def chosen(package: Package, source: Path) -> Iterator[tuple[Path, str]]:
    """Each file to copy, with its name under the vendored folder; the licences come first."""
    for pattern in (*package.licences, *package.files):
        found = sorted(source.glob(pattern))
        if not found:
            raise Refusal(f"{package.origin} no longer has {pattern}", code="package-changed")
        for path in found:
            inside = path.relative_to(source)
            kept = [part for part in inside.parts[:-1] if part in KEPT_FOLDERS]
            yield inside, package.renamed.get(inside.as_posix(), "/".join([*kept, inside.name]))


def listed(package: Package) -> list[dict[str, object]]:
    """The manifest's lines for a package that has been copied."""
    folder = VENDOR / package.folder
    return [
        {
            "path": path.relative_to(VENDOR).as_posix(),
            "sha256": sha256(path),
            "bytes": path.stat().st_size,
            "licence": package.licence,
            "origin": package.origin,
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


def differences() -> list[str]:
    """What the folder holds otherwise than the manifest says; empty when all is well."""
    known = {
        entry["path"]: entry["sha256"] for entry in json.loads(MANIFEST.read_text(encoding="utf-8"))["files"]
    }
    found = {path.relative_to(VENDOR).as_posix(): path for path in VENDOR.rglob("*") if path.is_file()}
    found.pop(MANIFEST.name, None)
    wrong = [f"{name} is missing" for name in sorted(known.keys() - found.keys())]
    wrong += [f"{name} is not listed" for name in sorted(found.keys() - known.keys())]
    wrong += [
        f"{name} was changed"
        for name in sorted(known.keys() & found.keys())
        if sha256(found[name]) != known[name]
    ]
    return wrong


def unnamed_icons() -> list[str]:
    """The icons whose name stands between quotes in no page, style, script, definition or module: nothing can draw them."""
    sources = [
        path
        for path in ROOM.parent.rglob("*")
        if path.suffix in NAMING and VENDOR not in path.parents and "tests" not in path.parts
    ]
    named = {
        name
        for path in sources
        for name in re.findall(r"""["']([a-z0-9-]+)["']""", path.read_text(encoding="utf-8"))
    }
    return sorted(path.stem for path in icons.FOLDER.glob("*.svg") if path.stem not in named)


def without_source_map(path: Path) -> bytes:
    """The file's content less its last line when it names a source map: the static files' manifest would ask for that file."""
    content = path.read_bytes()
    head, named, _map = content.rpartition(b"\n//# sourceMappingURL=")
    return head + b"\n" if named and path.suffix == ".js" else content


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def make_pdf_font(weight: int, style: str) -> None:
    """One TrueType file holding both scripts, for typst, which reads no woff2."""
    from fontTools.merge import Merger
    from fontTools.ttLib import TTFont

    PDF_FONTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        slices = []
        for script in ("latin", "arabic"):
            name = f"ibm-plex-sans-arabic-{script}-{weight}-normal.woff2"
            font = TTFont(VENDOR / "ibm-plex-sans-arabic@5.3.0" / name)
            font.flavor = None
            slices.append(str(Path(scratch) / f"{script}.ttf"))
            font.save(slices[-1])
        merged = Merger().merge(slices)
        rename(merged, weight, style)
        merged.save(PDF_FONTS / f"IBMPlexSansArabic-{style}.ttf")


def rename(font: Any, weight: int, style: str) -> None:
    """The same family name in every weight, so that typst finds them by `weight:`."""
    names = font["name"]
    for record, text in (
        (1, "IBM Plex Sans Arabic" if weight in (400, 700) else f"IBM Plex Sans Arabic {style}"),
        (2, style if weight in (400, 700) else "Regular"),
        (4, f"IBM Plex Sans Arabic {style}"),
        (6, f"IBMPlexSansArabic-{style}"),
        (16, "IBM Plex Sans Arabic"),
        (17, style),
    ):
        names.setName(text, record, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
