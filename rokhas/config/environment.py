"""What the surroundings say: environment variables, secrets in files, the database's address.

Nothing else in the code reads an environment variable.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from rokhas.kernel.kept import write_once

BASE = Path(__file__).resolve().parents[2]


def text(name: str, default: str = "") -> str:
    return os.environ.get(f"ROKHAS_{name}", default)


def listed(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdigit():
        raise SystemExit(f"ROKHAS_{name} must be a whole number, not {value!r}.")
    return int(value)


def mode() -> str:
    """`demo`, `test` or `production`; production when nobody says otherwise."""
    chosen = text("MODE", "production")
    if chosen not in {"demo", "test", "production"}:
        raise SystemExit(f"ROKHAS_MODE must be demo, test or production, not {chosen!r}.")
    return chosen


def state_folder() -> Path:
    return Path(text("VAR") or BASE / "var").resolve()


def secret(name: str, folder: Path, *, length: int = 50) -> str:
    """A secret from `ROKHAS_<NAME>_FILE`, or from the state folder, where it is made once."""
    path = secret_file(name, folder, lambda: secrets.token_urlsafe(length))
    try:
        value = path.read_text().strip()
    except OSError as error:
        raise SystemExit(f"The secret {path} cannot be read: {error.strerror}.") from None
    if not value:
        raise SystemExit(f"The secret {path} is empty: put it back from a copy.")
    return value


def secret_file(name: str, folder: Path, make: Callable[[], str]) -> Path:
    """The file of a secret: `ROKHAS_<NAME>_FILE`, or one in the state folder, made once."""
    given = text(f"{name}_FILE")
    path = Path(given) if given else folder / "secrets" / name.lower()
    if not path.exists():
        if given:
            raise SystemExit(f"ROKHAS_{name}_FILE names {path}, which does not exist.")
        try:
            write_once(path, make().encode())
        except OSError as error:
            raise SystemExit(f"No secret can be kept in {path.parent}: {error.strerror}.") from None
    return path


def second_factor(mode: str) -> str:
    """`required` or `waived`: waived by default in a demonstration and in the tests, required in production."""
    chosen = text("SECOND_FACTOR", "required" if mode == "production" else "waived")
    if chosen not in {"required", "waived"}:
        raise SystemExit(f"ROKHAS_SECOND_FACTOR must be required or waived, not {chosen!r}.")
    return chosen


def identity_provider(folder: Path) -> dict[str, object]:
    """The OpenID Connect provider of `ROKHAS_IDENTITY_URL`, as the sign-in library takes it; none without that address."""
    address = text("IDENTITY_URL")
    if not address:
        return {"APPS": []}
    strengths = text("IDENTITY_STRENGTHS").split()
    asked = {"acr": strengths, "auth_params": {"acr_values": " ".join(strengths)}} if strengths else {}
    return {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "national",
                "name": text("IDENTITY_NAME", "National identity"),
                "client_id": text("IDENTITY_CLIENT", "rokhas"),
                "secret": secret("IDENTITY_SECRET", folder),
                "settings": {"server_url": address, **asked},
            }
        ],
    }


def identity_origins() -> list[str]:
    """Where the forms of the sign-in page may lead besides our own pages."""
    parts = urlsplit(text("IDENTITY_URL"))
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


def database(folder: Path) -> dict[str, object]:
    """The settings of the default database, from `DATABASE_URL` or an embedded SQLite file."""
    url = os.environ.get("DATABASE_URL", "")
    if not url or url.startswith("sqlite"):
        path = urlsplit(url).path[1:] if url else str(folder / "rokhas.sqlite3")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000;"
                ),
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SystemExit(f"DATABASE_URL must begin with sqlite or postgres, not {parts.scheme!r}.")
    try:
        port = parts.port
    except ValueError:
        raise SystemExit("DATABASE_URL does not hold: its port must be a number.") from None
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(port or options.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
