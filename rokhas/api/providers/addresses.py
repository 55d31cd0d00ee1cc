"""Where a webhook may lead: never inside our own network.

The name is resolved when the webhook is opened and again at each call; the connection goes to the very address that was examined,
so that a name which changes its address between the two questions gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from rokhas.api.errors import AddressRefused

HTTPS, HTTP = 443, 80


@dataclass(frozen=True)
class Target:
    """Where to connect: `ip` was examined, `host` is the name that the certificate must bear."""

    scheme: str
    host: str
    port: int
    ip: str
    path: str


def require_reachable(url: str) -> Target:
    """The target of an address. Raises `AddressRefused`, saying why."""
    parts, port = _parts(url)
    host = parts.hostname or ""
    addresses = resolve(host, port)
    if not addresses:
        raise AddressRefused(why=_("This name leads nowhere."))
    if not settings.WEBHOOK_PRIVATE_ADDRESSES and not all(is_public(each) for each in addresses):
        raise AddressRefused(why=_("This one is not public."))
    path = parts.path or "/"
    return Target(parts.scheme, host, port, addresses[0], f"{path}?{parts.query}" if parts.query else path)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, none when it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(entry[4][0]) for entry in found]


def is_public(address: str) -> bool:
    """Whether an address belongs to the Internet at large; one that hides an IPv4 address is judged by it too."""
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(read, ipaddress.IPv6Address):
        for inside in (read.ipv4_mapped, read.sixtofour, read.teredo[1] if read.teredo else None):
            if inside is not None and not is_public(str(inside)):
                return False
        if read in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(read) & 0xFFFFFFFF)))
    return read.is_global and not (read.is_multicast or read.is_reserved or read.is_unspecified)


def _parts(url: str) -> tuple[SplitResult, int]:
    """An address taken apart, under our own rules: https, a name, no user, no fragment, nothing that cannot be seen."""
    try:
        parts = urlsplit(url)
        port = parts.port or (HTTPS if parts.scheme == "https" else HTTP)
    except ValueError:
        raise AddressRefused(why=_("This one cannot be read.")) from None
    if parts.scheme != "https" and not (settings.WEBHOOK_PRIVATE_ADDRESSES and parts.scheme == "http"):
        raise AddressRefused(why=_("This one is not in https."))
    if not parts.hostname or parts.username or parts.password or parts.fragment:
        raise AddressRefused(why=_("This one cannot be read."))
    if not url.isascii() or any(letter.isspace() or not letter.isprintable() for letter in url):
        raise AddressRefused(why=_("This one cannot be read."))
    return parts, port
