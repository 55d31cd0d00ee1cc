"""Calling a webhook over the network: one address, no redirection, little time, nothing of the answer but its status."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Sequence
from datetime import datetime

from rokhas.api.errors import AddressRefused
from rokhas.api.providers.addresses import Target, require_reachable
from rokhas.api.providers.schema import SIGNATURE, NotTaken, signature

SECONDS = 5


class Network:
    """HTTPS to the address that was examined, the certificate being that of the name."""

    def post(self, url: str, body: bytes, secrets: Sequence[str], now: datetime) -> int:
        try:
            target = require_reachable(url)
        except AddressRefused as refused:
            raise NotTaken("address-refused") from refused
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Rokhas-Webhook/1",
            SIGNATURE: signature(body, secrets, now),
        }
        connection = _Pinned(target)
        try:
            connection.request("POST", target.path, body=body, headers=headers)
            status = connection.getresponse().status
        except TimeoutError as error:
            raise NotTaken("too-slow") from error
        except ssl.SSLError as error:
            raise NotTaken("certificate") from error
        except (OSError, http.client.HTTPException) as error:
            raise NotTaken("unreachable") from error
        finally:
            connection.close()
        if not 200 <= status < 300:
            raise NotTaken("answered-badly", status)
        return status


class _Pinned(http.client.HTTPConnection):
    """A connection to the examined address, under the name of the target."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=SECONDS)
        self.target = target

    def connect(self) -> None:
        plain = socket.create_connection((self.target.ip, self.target.port), timeout=SECONDS)
        if self.target.scheme != "https":
            self.sock = plain
            return
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.target.host)
