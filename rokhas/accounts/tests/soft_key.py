"""A passkey in software, as a browser would hand its answers over (WebAuthn level 2, attestation `none`)."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.utils import websafe_encode

ORIGIN = "http://testserver"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class SoftKey:
    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.number = secrets.token_bytes(32)
        self.count = 0
        self.holder = b""

    def create(self, options: dict[str, Any]) -> str:
        """What `navigator.credentials.create` answers, as JSON."""
        asked = options["publicKey"]
        self.holder = asked["user"]["id"]
        point = self.private.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.number).to_bytes(2, "big") + self.number + cbor.encode(cose)
        data = self._data(asked["rp"]["id"], ATTESTED) + attested
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked["challenge"])
        response = {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(attestation),
        }
        return self._answer(response, {"credProps": {"rk": True}})

    def get(self, options: dict[str, Any]) -> str:
        """What `navigator.credentials.get` answers, as JSON."""
        asked = options["publicKey"]
        client, data = self._client("webauthn.get", asked["challenge"]), self._data(asked["rpId"], 0)
        signed = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signed),
            "userHandle": self.holder,
        }
        return self._answer(response, {})

    def _data(self, place: str, more: int) -> bytes:
        self.count += 1
        flags = PRESENT | VERIFIED | more
        return hashlib.sha256(place.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": ORIGIN}).encode()

    def _answer(self, response: dict[str, Any], extensions: dict[str, Any]) -> str:
        number = websafe_encode(self.number)
        return json.dumps(
            {
                "id": number,
                "rawId": number,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": extensions,
            }
        )
