"""What an act holds, it holds against other acts alone: rows that only point at it come and go meanwhile."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.sources import PACKAGE, nodes

# Where the row itself goes, or its key may change: nothing may point at it any more.
WHOLE = {"dossiers/actions/erasing.py"}


def locks() -> Iterator[tuple[str, bool]]:
    """Each lock of a row: where, and whether it leaves those who point at the row alone (FOR NO KEY UPDATE)."""
    for path in sorted(PACKAGE.rglob("*.py")):
        home = path.relative_to(PACKAGE)
        if "tests" in home.parts or "migrations" in home.parts:
            continue
        for node in nodes(path):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "select_for_update":
                given = {each.arg: ast.unparse(each.value) for each in node.keywords}
                yield str(home), given.get("no_key") == "True"


def test_every_lock_leaves_the_rows_that_point_at_it_alone_or_is_named() -> None:
    found = list(locks())
    assert len(found) > 30
    assert {home for home, gentle in found if not gentle} == WHOLE
