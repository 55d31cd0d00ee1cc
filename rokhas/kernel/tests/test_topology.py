import json

import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from rokhas.kernel.topology import Area, decode, encode


def test_neighbours_keep_one_border_between_them() -> None:
    topology = encode({"west": box(0, 0, 1, 1), "east": box(1, 0, 2, 1)})
    assert len(topology["arcs"]) == 3  # the shared side, and the rest of each


def test_enclaves_islands_and_several_parts_come_back() -> None:
    areas: dict[str, Area] = {
        "around": Polygon([(0, 0), (3, 0), (3, 3), (0, 3)], [[(1, 1), (1, 2), (2, 2), (2, 1)]]),
        "enclave": box(1, 1, 2, 2),
        "islands": MultiPolygon([box(5, 5, 6, 6), box(7, 7, 8, 8)]),
    }
    back = decode(json.loads(json.dumps(encode(areas))))
    assert set(back) == set(areas)
    assert all(back[code].equals(areas[code]) for code in areas)
    assert shapely.coverage_is_valid(list(back.values()))


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, unique=True))
def test_any_part_of_a_grid_comes_back_whole(cells: list[tuple[int, int]]) -> None:
    areas: dict[str, Area] = {f"{x}.{y}": box(x / 8, y / 8, (x + 1) / 8, (y + 1) / 8) for x, y in cells}
    back = decode(encode(areas))
    assert all(back[code].equals(areas[code]) for code in areas)
