"""`python -m benchmarks lifecycle|pages`: one JSON document on standard output, `{"figures": […]}`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from benchmarks import ground
from tests.suite.machine import Missing

USAGE = 2


def main(argv: Sequence[str]) -> int:
    """Measure, then print; 0 whatever the figures say: who asked judges them. 2 when this machine cannot run it."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    kinds = parser.add_subparsers(dest="bench", required=True)
    life = kinds.add_parser("lifecycle")
    life.add_argument("--lives", type=int, default=10)
    life.add_argument("--dossiers", type=int, default=0)
    sized = kinds.add_parser("pages")
    sized.add_argument("--sizes", type=lambda text: [int(each) for each in text.split(",")])
    asked = parser.parse_args(argv)
    try:
        with ground.prepared():
            # Only now: this imports the application, which reads its settings once.
            from benchmarks import lifecycle, pages

            figures = (
                pages.measure(asked.sizes)
                if asked.bench == "pages"
                else lifecycle.measure(asked.lives, asked.dossiers)
            )
    except Missing as missing:
        print(missing, file=sys.stderr)
        return USAGE
    print(json.dumps({"figures": [asdict(figure) for figure in figures]}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
