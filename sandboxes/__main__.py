"""`python -m sandboxes <authority|treasury|sms|mail|all> --folder DIR`: one JSON line when ready, then until SIGTERM."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any, Protocol

from sandboxes import all as everyone
from sandboxes.process import say_ready, stop_event


class Sandbox(Protocol):
    url: str

    def start(self) -> None: ...
    def stop(self) -> None: ...


def main() -> int:
    options = _options()
    secret = options.secret_file or Path(
        os.environ.get("TREASURY_SECRET_FILE") or options.folder / "treasury-secret"
    )
    stop = stop_event(options.with_parent)
    try:
        if options.name == "all":
            everyone.run(options.folder, _wanted(options), secret, stop)
            return 0
        sandbox = _sandbox(options, secret)
        sandbox.start()
    except everyone.ChildFailed as failure:
        sys.stderr.write(f"sandboxes: {failure} stopped\n")
        return 1
    except (OSError, ValueError) as error:
        sys.stderr.write(f"sandboxes {options.name}: {error}\n")
        return 1
    say_ready(_facts(options.name, sandbox, secret))
    stop.wait()
    sandbox.stop()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandboxes", description="The outside world, on this machine."
    )
    parser.add_argument("name", choices=[*everyone.NAMES, "all"])
    parser.add_argument("--folder", type=Path, required=True, help="where the state is kept")
    parser.add_argument("--port", type=int, default=0, help="of a single sandbox; 0 takes a free one")
    for name in ("authority", "treasury", "sms", "mail", "smtp"):
        parser.add_argument(
            f"--{name}-port", type=int, default=0, help=f"of {name}, 0: last time's, or a free one"
        )
    parser.add_argument(
        "--secret-file",
        type=Path,
        help="shared secret of the treasury (default: TREASURY_SECRET_FILE, then FOLDER/treasury-secret); made if absent",
    )
    parser.add_argument("--with-parent", action="store_true", help="stop when the parent process dies")
    return parser.parse_args()


def _wanted(options: argparse.Namespace) -> dict[str, int]:
    return {name: getattr(options, f"{name}_port") for name in everyone.PORTS}


def _sandbox(options: argparse.Namespace, secret: Path) -> Sandbox:
    """The one asked for; each process reads its own code alone, which is what makes a start quick."""
    match options.name:
        case "authority":
            from sandboxes.authority.server import serve

            return serve(options.folder, options.port)
        case "treasury":
            from sandboxes.treasury.server import Treasury

            return Treasury(options.folder, secret, options.port)
        case "sms":
            from sandboxes.sms import Gateway

            return Gateway(options.folder, options.port)
        case _:
            from sandboxes.mail import PostOffice

            return PostOffice(options.folder, options.port, options.smtp_port)


def _facts(name: str, sandbox: Sandbox, secret: Path) -> dict[str, Any]:
    facts: dict[str, Any] = {"name": name, "url": sandbox.url, "pid": os.getpid()}
    if smtp_port := getattr(sandbox, "smtp_port", None):
        facts |= {"smtp_host": "127.0.0.1", "smtp_port": smtp_port}
    if name == "treasury":
        facts |= {"secret_file": str(secret)}
    return facts


if __name__ == "__main__":
    sys.exit(main())
