"""Parts that several files share: written out where they are used, and their mistakes told where they were written."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.utils.translation import override

from rokhas.procedures.actions import packaged_files
from rokhas.procedures.checks import Mistake, mistakes_in
from rokhas.procedures.schema import Procedure, files, known_parts, published_text, write_out
from rokhas.testing.definitions import TINY_FILE

NAME = "tiny-declaration.v1.yaml"
TINY = TINY_FILE.read_text(encoding="utf-8")
LEASE = TINY[TINY.index("  - code: LEASE\n") : TINY.index("\nsteps:")]
PART = "# What is asked of a tenant.\n" + "".join(line[2:] for line in LEASE.splitlines(keepends=True))
USING = TINY.replace(LEASE, "  - {use: lease-papers.v1}\n", 1)


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(files, "PARTS", tmp_path)
    (tmp_path / "lease-papers.v1.yaml").write_text(PART, encoding="utf-8")
    return tmp_path


def mistakes(text: str) -> list[Mistake]:
    with override("en"):
        return mistakes_in(text, NAME)


def test_a_part_is_spread_in_its_place_and_its_indentation(parts: Path) -> None:
    written = write_out(USING, NAME)
    assert "use:" not in written.text
    assert yaml.safe_load(written.text) == yaml.safe_load(TINY)
    assert len(written.text.splitlines()) == len(written.origins)
    assert mistakes(USING) == []


def test_a_file_without_parts_is_published_to_the_byte() -> None:
    assert write_out(TINY, NAME).text == TINY
    (first,) = (file for file in packaged_files() if file.stem == "building-permit.v1")
    assert published_text(first).encode() == first.read_bytes()


def test_what_is_published_needs_no_other_file() -> None:
    for file in packaged_files():
        Procedure.model_validate(yaml.safe_load(published_text(file)))


def test_a_mistake_of_a_part_is_told_on_its_line_in_the_part(parts: Path) -> None:
    part = parts / "lease-papers.v1.yaml"
    part.write_text(PART.replace("kind: main", "kind: mandatory"), encoding="utf-8")
    (found,) = mistakes(USING)
    line = next(n for n, text in enumerate(PART.splitlines(), 1) if "kind: main" in text)
    assert (found.file, found.line, found.column) == (str(part), line, 9)
    assert found.sentence.startswith("“mandatory” is not known here.")


def test_a_mistake_after_a_part_keeps_the_line_of_its_own_file(parts: Path) -> None:
    broken = USING.replace("by: [hygiene]", "by: [hygene]", 1)
    (found,) = mistakes(broken)
    assert (found.file, found.line) == (NAME, broken[: broken.index("by: [hygene]")].count("\n") + 1)


def test_a_part_that_is_not_yaml_is_told_in_the_part(parts: Path) -> None:
    part = parts / "lease-papers.v1.yaml"
    part.write_text(PART + "  help: {fr: \n", encoding="utf-8")
    (found,) = mistakes(USING)
    assert found.sentence.startswith("This is not YAML")
    assert found.file in {str(part), NAME}


@pytest.mark.parametrize(
    ("use", "sentence"),
    [
        ("- {use: lease-paper.v1}", "No part is named “lease-paper.v1”. Did you mean “lease-papers.v1”?"),
        ("- {use: lease-papers}", "No part is named “lease-papers”. Did you mean “lease-papers.v1”?"),
        (
            "- use: lease-papers.v1",
            "A part is used in a list, on a line of its own, and never in another part: ",
        ),
    ],
)
def test_a_part_that_cannot_be_used_is_told_where_it_is_asked(parts: Path, use: str, sentence: str) -> None:
    broken = USING.replace("- {use: lease-papers.v1}", use)
    (found,) = mistakes(broken)
    assert (found.file, found.line) == (NAME, broken[: broken.index(use)].count("\n") + 1)
    assert found.sentence.startswith(sentence)


def test_a_part_uses_no_other_part(parts: Path) -> None:
    (parts / "lease-papers.v1.yaml").write_text("- {use: lease-papers.v1}\n", encoding="utf-8")
    (found,) = mistakes(USING)
    assert (found.file, found.line) == (str(parts / "lease-papers.v1.yaml"), 1)
    assert found.sentence.startswith("A part is used in a list")


def test_every_part_is_used_by_a_file() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in packaged_files())
    assert [name for name in known_parts() if f"{{use: {name}}}" not in text] == []
