"""Where the boxes of a diagram stand and how its arrows run. Pure geometry: lengths are in pixels, from the top left corner.

Boxes are put in layers, each below all those it comes after; an arrow that crosses layers is given a thin place in each, so
that it runs between boxes and not over them; within a layer, places are ordered by the middle of what they come from, then of
what they lead to, a few times. On a narrow page, boxes stand one under the other and the arrows that pass some run beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

BETWEEN, ROWS, LANE, THIN, MARGIN = 24, 44, 10, 18, 8
SWEEPS = 6
Size = tuple[int, int]
Codes = Mapping[str, Sequence[str]]
Name = str | tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of a box."""

    x: float
    y: float
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The size of the drawing, the place of each box by its code, and the path of each arrow, by its two ends."""

    width: float
    height: float
    spots: dict[str, Spot]
    arrows: dict[tuple[str, str], str]


def layers_of(after: Codes) -> dict[str, int]:
    """The layer of each code: one more than the furthest of those it comes after; the first if they wait for each other."""
    layers: dict[str, int] = {}
    while fresh := {
        code: max((layers[each] + 1 for each in before if each in after), default=0)
        for code, before in after.items()
        if code not in layers and all(each in layers for each in before if each in after)
    }:
        layers |= fresh
    return {code: layers.get(code, 0) for code in after}


def wide(after: Codes, sizes: Mapping[str, Size], *, rtl: bool = False) -> Layout:
    """Layers from the top down; from right to left where the page is read so."""
    layers = layers_of(after)
    chains = _chains(after, layers)
    rows = _ordered(_rows(layers, chains), chains)
    widths = [sum(_width(name, sizes) for name in row) + BETWEEN * (len(row) - 1) for row in rows]
    total = max(widths, default=0) + 2 * MARGIN
    spots, middles, y = {}, {}, float(MARGIN)
    for row, width in zip(rows, widths, strict=True):
        x, height = (total - width) / 2, max(sizes[name][1] for name in row if isinstance(name, str))
        for name in row:
            taken = _width(name, sizes)
            left = total - x - taken if rtl else x
            middles[name] = left + taken / 2, y, y + height
            if isinstance(name, str):
                spots[name] = Spot(left, y, *sizes[name])
            x += taken + BETWEEN
        y += height + ROWS
    arrows = {ends: _down([middles[name] for name in chain], spots, ends) for ends, chain in chains.items()}
    return Layout(total, y - ROWS + MARGIN, spots, arrows)


def narrow(after: Codes, sizes: Mapping[str, Size], *, rtl: bool = False) -> Layout:
    """One column in the order of the layers; arrows that pass a box run in lanes at its side."""
    layers = layers_of(after)
    codes = sorted(after, key=lambda code: layers[code])
    rank = {code: place for place, code in enumerate(codes)}
    passing = sorted(
        (
            (each, code)
            for code in codes
            for each in after[code]
            if each in rank and rank[code] - rank[each] != 1
        ),
        key=lambda ends: (rank[ends[1]] - rank[ends[0]], rank[ends[0]]),
    )
    lanes = _lanes(passing, rank)
    gutter = LANE * (max(lanes.values(), default=-1) + 1)
    width = max((sizes[code][0] for code in codes), default=0)
    total = width + gutter + 2 * MARGIN
    spots, y = {}, float(MARGIN)
    for code in codes:
        spots[code] = Spot(MARGIN if rtl else MARGIN + gutter, y, width, sizes[code][1])
        y += sizes[code][1] + ROWS * 0.6
    arrows = {}
    for code in codes:
        for each in after[code]:
            if each in rank:
                lane = lanes.get((each, code))
                arrows[each, code] = (
                    _straight(spots[each], spots[code])
                    if lane is None
                    else _beside(spots[each], spots[code], LANE * (lane + 1), rtl=rtl)
                )
    return Layout(total, y - ROWS * 0.6 + MARGIN, spots, arrows)


def _chains(after: Codes, layers: Mapping[str, int]) -> dict[tuple[str, str], list[Name]]:
    """Each arrow with the thin places it passes in the layers between its ends."""
    return {
        (each, code): [each, *((each, code, layer) for layer in range(layers[each] + 1, layers[code])), code]
        for code, before in after.items()
        for each in before
        if each in layers
    }


def _rows(layers: Mapping[str, int], chains: Mapping[tuple[str, str], Sequence[Name]]) -> list[list[Name]]:
    rows: list[list[Name]] = [[] for _ in range(max(layers.values(), default=-1) + 1)]
    for code, layer in layers.items():
        rows[layer].append(code)
    for chain in chains.values():
        for name in chain:
            if isinstance(name, tuple):
                rows[name[2]].append(name)
    return rows


def _ordered(rows: list[list[Name]], chains: Mapping[tuple[str, str], Sequence[Name]]) -> list[list[Name]]:
    above: dict[Name, list[Name]] = {}
    below: dict[Name, list[Name]] = {}
    for chain in chains.values():
        for before, then in pairwise(chain):
            above.setdefault(then, []).append(before)
            below.setdefault(before, []).append(then)
    for sweep in range(SWEEPS):
        near, order = (above, rows) if sweep % 2 == 0 else (below, rows[::-1])
        for beside, row in pairwise(order):
            at = {name: (place + 0.5) / len(beside) for place, name in enumerate(beside)}
            own = {name: (place + 0.5) / len(row) for place, name in enumerate(row)}

            def middle(name: Name, at: Mapping[Name, float] = at, own: Mapping[Name, float] = own) -> float:
                found = [at[each] for each in near.get(name, ()) if each in at]  # noqa: B023 - used at once
                return sum(found) / len(found) if found else own[name]

            row.sort(key=middle)
    return rows


def _width(name: Name, sizes: Mapping[str, Size]) -> int:
    return sizes[name][0] if isinstance(name, str) else THIN


def _down(
    middles: Sequence[tuple[float, float, float]], spots: Mapping[str, Spot], ends: tuple[str, str]
) -> str:
    """A path from the foot of the first box to the head of the last, through the thin places between them.

    It goes straight to the foot of its layer first: a taller box beside it is not crossed.
    """
    x, top, y = middles[0]
    path = f"M{x:.0f} {top + spots[ends[0]].height:.0f}V{y:.0f}"
    for nx, head, foot in middles[1:]:
        half = (y + head) / 2
        path += f"C{x:.0f} {half:.0f} {nx:.0f} {half:.0f} {nx:.0f} {head:.0f}"
        x, y = nx, head
        if (nx, head, foot) != middles[-1]:
            path += f"V{foot:.0f}"
            y = foot
    return path


def _lanes(passing: Sequence[tuple[str, str]], rank: Mapping[str, int]) -> dict[tuple[str, str], int]:
    """A lane for each arrow that passes boxes: shorter ones nearer, and none over another."""
    taken: list[list[tuple[int, int]]] = []
    lanes = {}
    for ends in passing:
        low, high = sorted((rank[ends[0]], rank[ends[1]]))
        lane = next(
            (
                number
                for number, spans in enumerate(taken)
                if all(high <= begun or ended <= low for begun, ended in spans)
            ),
            len(taken),
        )
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        lanes[ends] = lane
    return lanes


def _straight(upper: Spot, lower: Spot) -> str:
    return f"M{upper.x + upper.width / 2:.0f} {upper.y + upper.height:.0f}V{lower.y:.0f}"


def _beside(upper: Spot, lower: Spot, away: float, *, rtl: bool) -> str:
    edge = upper.x + upper.width if rtl else upper.x
    lane = edge + away if rtl else edge - away
    start, end = upper.y + upper.height * 0.7, lower.y + lower.height * 0.3
    return f"M{edge:.0f} {start:.0f}H{lane:.0f}V{end:.0f}H{edge:.0f}"
