"""Makes a demonstration token with a certificate of the sandbox authority.

    python -m agent.demo_tokens --folder AGENT_FOLDER --authority http://127.0.0.1:8710 --holder "Salma Idrissi" \\
        --organisation "Commune de Témara" --title "Présidente" --serial DEMO-000123 --pin-file FILE

The token is made under `AGENT_FOLDER/tokens/<serial given>`; prints `{"token", "cert_sha256", "folder"}`.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent import hand
from agent.tokens import fingerprint, provision

TWO_YEARS = timedelta(days=730)


def issuer(
    authority_url: str,
    *,
    common_name: str,
    organisation: str,
    title: str,
    serial_number: str,
    not_before: datetime,
    not_after: datetime,
) -> Callable[[bytes], bytes]:
    """What `agent.tokens.provision` calls with the public key: asks the authority over HTTP, gives the certificate (DER)."""

    def issue(public_key: bytes) -> bytes:
        body = {
            "public_key": base64.b64encode(public_key).decode(),
            "common_name": common_name,
            "organisation": organisation,
            "title": title,
            "serial_number": serial_number,
            "not_before": not_before.isoformat(),
            "not_after": not_after.isoformat(),
        }
        headers = {"Content-Type": "application/json"}
        answer = hand.send(f"{authority_url}/issue", "POST", json.dumps(body).encode(), headers)
        if answer.status != 201:
            raise RuntimeError(f"The authority answered {answer.status}: {answer.body.decode()}")
        return base64.b64decode(answer.json()["certificate"])

    return issue


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m agent.demo_tokens", description=__doc__.splitlines()[0])
    for name in ("--authority", "--holder", "--organisation", "--serial"):
        parser.add_argument(name, required=True)
    parser.add_argument("--folder", type=Path, required=True, help="the agent's folder")
    parser.add_argument("--title", default="")
    parser.add_argument("--pin-file", type=Path, required=True, help="a file holding the PIN, 6 to 16 digits")
    parser.add_argument("--transport-pin", action="store_true", help="the PIN must be changed before signing")
    parser.add_argument(
        "--from", dest="start", type=datetime.fromisoformat, help="start of validity (default: now)"
    )
    options = parser.parse_args()
    if not re.fullmatch(r"[A-Za-z0-9_-]+", options.serial):
        parser.error("--serial: letters, digits, - and _ only")
    start = (options.start or datetime.now(UTC)).astimezone(UTC)
    issue = issuer(
        options.authority,
        common_name=options.holder,
        organisation=options.organisation,
        title=options.title,
        serial_number=options.serial,
        not_before=start,
        not_after=start + TWO_YEARS,
    )
    folder = options.folder / "tokens" / options.serial
    pin = options.pin_file.read_text().strip()
    token = provision(folder, options.holder, pin, issue, to_be_changed=options.transport_pin)
    certificate = token.certificate() or b""
    print(json.dumps({"token": token.serial, "cert_sha256": fingerprint(certificate), "folder": str(folder)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
