"""The treasury over HTTP. Recipes of the signatures: `sandboxes.signature`.

Signed by the platform (`X-Treasury-Timestamp`, `X-Treasury-Signature`):
    POST /orders  {"reference", "amount": "123.00", "currency": "MAD", "description_fr", "description_ar",
                   "lines"?: [{"label_fr", "label_ar", "amount"}], "callback_url", "return_url", "lang"?: "fr" | "ar"}
        -> 201 (200 when already placed with the same content, 409 with another)
           {"reference", "status": "open" | "paid", "url", "amount", "currency", "transaction_number", "paid_at"}
    GET  /orders/<reference>         -> the same object
    POST /orders/<reference>/settle  -> the same object, paid: the demonstration's payer in one call;
        with ?told=later the callback leaves a minute after, for who plays the past and asks at once what became of the order

For the payer, behind the unguessable address `url`:
    GET /pay/<token>[?lang=ar]   POST /pay/<token>  action = pay | decline | cancel

After an answer the payer is sent to `return_url` with `reference` and `status` = paid | declined | cancelled added to its query:
a hint for the page shown, never a proof of payment. The proof is the callback, POSTed to `callback_url` until a 2xx:
    {"event", "kind": "payment.settled" | "payment.declined" | "payment.cancelled", "reference", "amount", "currency",
     "transaction_number", "occurred_at"}
A declined or cancelled order stays open and may still be paid.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from sandboxes.signature import is_fresh, matches, read_or_create_secret, sign_request
from sandboxes.treasury.callbacks import FIRST_RETRY, Messenger
from sandboxes.treasury.orders import Orders
from sandboxes.treasury.pages import payment
from sandboxes.web import Refusal, Reply, Request, Server, answer, see_other, static

LATER = 60.0
OUTCOMES = {"pay": "paid", "decline": "declined", "cancel": "cancelled"}


class Treasury:
    """The server and its messenger over `folder`; the shared secret is in `secret_file` (made when absent)."""

    def __init__(
        self, folder: Path, secret_file: Path, port: int = 0, first_retry: float = FIRST_RETRY
    ) -> None:
        self._secret = read_or_create_secret(secret_file)
        self._orders = Orders(folder)
        self._messenger = Messenger(self._orders.store, self._secret, first_retry)
        self._server = Server(self._reply, port)
        self.url = self._server.url

    def start(self) -> None:
        self._server.start()
        self._messenger.start()

    def stop(self) -> None:
        self._server.stop()
        self._messenger.stop()

    def _reply(self, request: Request) -> Reply:
        match request.method, request.path.strip("/").split("/"):
            case "GET", ["static", name]:
                return static(name)
            case "GET" | "POST", ["pay", token]:
                return self._pay(request, token)
            case "POST", ["orders"]:
                self._require_signature(request)
                order, new = self._orders.place(request.json())
                return answer(self._described(order["reference"]), 201 if new else 200)
            case "GET", ["orders", reference]:
                self._require_signature(request)
                return answer(self._described(reference))
            case "POST", ["orders", reference, "settle"]:
                self._require_signature(request)
                self._answer(
                    reference, "paid", told_after=LATER if request.query.get("told") == "later" else 0.0
                )
                return answer(self._described(reference))
        raise Refusal(404, "not-found")

    def _pay(self, request: Request, token: str) -> Reply:
        order = self._orders.by_token(token)
        lang = request.query.get("lang") or order["content"]["lang"]
        if request.method == "GET":
            return payment(order, "ar" if lang == "ar" else "fr")
        if request.headers.get("Origin") != f"http://{request.headers['Host']}":
            raise Refusal(403, "bad-origin", "Pay from the treasury's own page.")
        outcome = OUTCOMES.get(request.form().get("action", ""))
        if outcome is None:
            raise Refusal(422, "bad-action")
        paid = self._answer(order["reference"], outcome)["status"] == "paid"
        return see_other(_returning(order, "paid" if paid else outcome))

    def _answer(self, reference: str, outcome: str, *, told_after: float = 0.0) -> dict[str, Any]:
        order = self._orders.answer(reference, outcome, told_after=told_after)
        self._messenger.wake()
        return order

    def _described(self, reference: str) -> dict[str, Any]:
        token = self._orders.get(reference)["token"]
        return self._orders.status(reference) | {"url": f"{self.url}/pay/{token}"}

    def _require_signature(self, request: Request) -> None:
        timestamp = request.headers.get("X-Treasury-Timestamp", "")
        if not is_fresh(timestamp, time.time()):
            raise Refusal(401, "stale", "X-Treasury-Timestamp must be within 300 seconds of now.")
        expected = sign_request(self._secret, int(timestamp), request.method, request.target, request.body)
        if not matches(request.headers.get("X-Treasury-Signature", ""), expected):
            raise Refusal(401, "bad-signature", "See sandboxes/signature.py for the recipe.")


def _returning(order: dict[str, Any], status: str) -> str:
    parts = urlsplit(order["content"]["return_url"])
    query = [*parse_qsl(parts.query), ("reference", order["reference"]), ("status", status)]
    address: str = urlunsplit(parts._replace(query=urlencode(query)))
    return address
