"""`bin/rokhas test`: the whole proof. See docs/how-to/test.md."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

from tests.suite import machine, postgres
from tests.suite.lanes import LANES, LONG, Lane
from tests.suite.runner import Result, Run, surroundings


def main(argv: list[str]) -> int:
    chosen, arguments = _parse(argv)
    lanes = _lanes(chosen, arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    scratch = Path(tempfile.mkdtemp(prefix="rokhas-suite-"))
    try:
        results = _run(lanes, arguments, scratch, long=chosen.long)
    except machine.Missing as missing:
        print(missing, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return _summary(results)


def _parse(argv: list[str]) -> tuple[argparse.Namespace, list[str]]:
    names = [lane.name for lane in [*LANES, LONG]]
    budgets = "\n".join(f"  {lane.name:<10} {lane.minutes:>4g} min  {lane.about}" for lane in [*LANES, LONG])
    parser = argparse.ArgumentParser(
        prog="rokhas test",
        description="Run the suite. Anything else on the line goes to pytest.",
        epilog="lanes, and the minutes each may take on two cores:\n" + budgets,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--fast", action="store_true", help="no browser, SQLite only; under three minutes")
    parser.add_argument("--long", action="store_true", help="also what takes minutes, run by hand")
    parser.add_argument("--lane", action="append", choices=names, help="only this lane (may be repeated)")
    return parser.parse_known_args(argv)


def _lanes(chosen: argparse.Namespace, arguments: list[str]) -> list[Lane]:
    if chosen.lane:
        return [lane for lane in [*LANES, LONG] if lane.name in chosen.lane]
    if arguments:  # some tests only: those, on SQLite
        return [lane for lane in LANES if lane.name == "sqlite"]
    return [lane for lane in [*LANES, *([LONG] if chosen.long else [])] if lane.fast or not chosen.fast]


def _run(lanes: list[Lane], arguments: list[str], scratch: Path, *, long: bool) -> list[Result]:
    """Prepare what the lanes need, then run them all.

    Raises:
        Missing: the machine lacks something that we may not install.
    """
    chromium = machine.chromium() if any(lane.chromium for lane in lanes) else ""
    around = surroundings(machine.home(scratch), chromium, scratch)
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(postgres.server()) if any(lane.postgres for lane in lanes) else ""
        run = Run(scratch, arguments, around, long, url)
        country = stack.enter_context(contextlib.ExitStack())
        if len(lanes) > 1 and any(lane.country for lane in lanes):
            country.enter_context(run.country())
        results = []
        for lane in lanes:
            results.append(run.lane(lane))
            if lane.country:
                country.close()
        return results


def _summary(results: list[Result]) -> int:
    """The table, the failures, the warnings that matter; the last line is the count."""
    print("\n   minutes  budget  passed  failed  skipped  lane")
    for result in results:
        counts = f"{result.passed:>6}  {result.failed:>6}  {result.skipped:>7}"
        print(f"   {result.seconds / 60:>7.1f}  {result.lane.minutes:>6g}  {counts}  {result.lane.name}")
    failures = [name for result in results for name in result.failures]
    skipped = sum(result.skipped for result in results)
    if skipped and os.environ.get("CI") == "true":
        failures.append(f"{skipped} skipped, and nothing may be skipped with CI=true")
    if failures:
        print("\nFailed:")
        for name in failures:
            print(f"   {name}")
    passed, failed = (sum(getattr(result, what) for result in results) for what in ("passed", "failed"))
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return 1 if failures else 0


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
