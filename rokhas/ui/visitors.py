"""Who reads a page that is open to all, and how fast."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

from rokhas.kernel.limits import Limit
from rokhas.ui.http import Request


def visitor(request: HttpRequest) -> str:
    """Whose tries are counted: the address behind our own proxies (`ALLAUTH_TRUSTED_PROXY_COUNT`), an IPv6 one by its /64."""
    address = request.META.get("REMOTE_ADDR", "")
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(forwarded) >= proxies:
        address = forwarded[-proxies]
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{read}/64", strict=False)) if read.version == 6 else str(read)


def reads_too_fast(request: Request, limit: Limit) -> bool:
    """Count one more reading, for the person or for the address of a stranger; whether there were more than the limit allows."""
    whom = request.actor.person_id
    return not limit.take(visitor(request) if whom is None else f"person {whom}")
