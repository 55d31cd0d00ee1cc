"""`python -m agent`: serve until SIGTERM. Prints `{"name": "agent", "url", "pid"}` when ready."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from agent.process import say_ready, stop_event
from agent.server import Agent
from agent.sessions import Desk


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m agent", description="The local signing agent.")
    parser.add_argument("--folder", type=Path, required=True, help="tokens and memory of jobs")
    parser.add_argument("--port", type=int, default=53517, help="0 takes a free one (default 53517)")
    parser.add_argument(
        "--or-any",
        action=argparse.BooleanOptionalAction,
        default=False,
        help="take a free port when that one is taken",
    )
    parser.add_argument(
        "--platform-key",
        action="append",
        required=True,
        metavar="[KID=]FILE",
        help="Ed25519 public key of the platform, PEM or 64 hexadecimal digits; KID is k1 unless given; repeatable",
    )
    parser.add_argument(
        "--origin", action="append", required=True, help="origin of the platform's pages; repeatable"
    )
    parser.add_argument("--with-parent", action="store_true", help="stop when the parent process dies")
    options = parser.parse_args()
    try:
        keys = dict(_named_key(each) for each in options.platform_key)
        desk, origins = Desk(options.folder, keys), frozenset(options.origin)
        agent = Agent(desk, origins, options.port, or_any=options.or_any)
    except (OSError, ValueError) as error:
        print(f"agent: {error}", file=sys.stderr)
        return 2
    stop = stop_event(options.with_parent)
    agent.start()
    say_ready(name="agent", url=agent.url, pid=os.getpid())
    stop.wait()
    agent.stop()
    return 0


def _named_key(argument: str) -> tuple[str, Ed25519PublicKey]:
    kid, separator, path = argument.partition("=")
    return (kid, read_key(Path(path))) if separator else ("k1", read_key(Path(argument)))


def read_key(path: Path) -> Ed25519PublicKey:
    """An Ed25519 public key from PEM or hexadecimal digits; ValueError otherwise."""
    content = path.read_bytes().strip()
    if content.startswith(b"-----"):
        key = load_pem_public_key(content)
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError(f"{path} does not hold an Ed25519 public key")
        return key
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(content.decode()))


if __name__ == "__main__":
    sys.exit(main())
