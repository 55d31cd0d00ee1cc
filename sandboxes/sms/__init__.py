"""An SMS gateway with a memory: each message has a key, and the recipient sees it once.

POST /messages {"key", "to": "+212…", "text"} -> 201 {"key", "status": "delivered", …}; 200 when the key is known with the
               same content; 409 with another
GET  /messages/<key> -> 200 the message, 404 never received     GET /messages.json -> {"messages": [newest first]}
GET  /  the recipient's telephone, for people
POST /faults: `accept-then-500` and `accept-then-silence` keep the message and answer badly; `refuse-503` keeps nothing
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sandboxes.faults import Faults
from sandboxes.store import Store
from sandboxes.templates import render
from sandboxes.web import Refusal, Reply, Request, Server, Silence, answer, page, static

_SCHEMA = """
create table if not exists message (
    key text primary key, recipient text not null, text text not null, received_at text not null,
    attempts integer not null default 1
)
"""
_KEY = re.compile(r"[A-Za-z0-9._:@-]{1,128}")
_NUMBER = re.compile(r"\+\d{8,15}")
WORDS = {
    "title": ("Messages reçus", "الرسائل الواردة"),
    "service": ("Téléphone de démonstration", "هاتف العرض التوضيحي"),
    "empty": (
        "Aucun message. Les SMS envoyés par la plateforme s’affichent ici.",
        "لا توجد رسائل. تظهر هنا الرسائل القصيرة التي ترسلها المنصة.",
    ),
    "to": ("À", "إلى"),
    "sent": ("Envois", "عدد الإرسالات"),
}


class Gateway:
    def __init__(self, folder: Path, port: int = 0) -> None:
        self._store = Store(folder / "sms.sqlite3", _SCHEMA)
        self._faults = Faults("accept-then-500", "accept-then-silence", "refuse-503")
        self._server = Server(self._reply, port)
        self.url = self._server.url

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._server.stop()

    def _reply(self, request: Request) -> Reply:
        match request.method, request.path.strip("/").split("/", 1):
            case "GET", [""]:
                return self._telephone(request.language())
            case "GET", ["static", name]:
                return static(name)
            case "GET", ["messages.json"]:
                return answer({"messages": self._all()})
            case "GET", ["messages", key]:
                return answer(self._one(key))
            case "POST", ["messages"]:
                return self._receive(request.json())
            case "GET" | "POST", ["faults"]:
                return self._faults.reply(request)
        raise Refusal(404, "not-found")

    def _receive(self, body: dict[str, Any]) -> Reply:
        key, to, text = (body.get(name) for name in ("key", "to", "text"))
        if not (isinstance(key, str) and _KEY.fullmatch(key)):
            raise Refusal(422, "bad-field", "key")
        if not (isinstance(to, str) and _NUMBER.fullmatch(to)):
            raise Refusal(422, "bad-field", "to: international form, +212…")
        if not (isinstance(text, str) and 0 < len(text) <= 1000):
            raise Refusal(422, "bad-field", "text")
        fault = self._faults.take()
        if fault == "refuse-503":
            raise Refusal(503, "unavailable")
        new = self._keep(key, to, text)
        if fault == "accept-then-500":
            raise Refusal(500, "broken")
        if fault == "accept-then-silence":
            raise Silence
        return answer(self._one(key), 201 if new else 200)

    def _keep(self, key: str, to: str, text: str) -> bool:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._store.transaction() as connection:
            known = connection.execute("select recipient, text from message where key = ?", (key,)).fetchone()
            if known is None:
                connection.execute(
                    "insert into message (key, recipient, text, received_at) values (?, ?, ?, ?)",
                    (key, to, text, now),
                )
            elif tuple(known) != (to, text):
                raise Refusal(409, "key-reused", "This key was given with another message.")
            else:
                connection.execute("update message set attempts = attempts + 1 where key = ?", (key,))
        return known is None

    def _one(self, key: str) -> dict[str, Any]:
        row = self._store.row("select * from message where key = ?", key)
        if row is None:
            raise Refusal(404, "unknown-message")
        return _described(row)

    def _all(self) -> list[dict[str, Any]]:
        return [
            _described(row) for row in self._store.rows("select * from message order by rowid desc limit 500")
        ]

    def _telephone(self, lang: str) -> Reply:
        w = {key: both[lang == "ar"] for key, both in WORDS.items()}
        return page(render("sms.html", lang, w=w, messages=self._all()))


def _described(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": row["key"],
        "to": row["recipient"],
        "text": row["text"],
        "status": "delivered",
        "received_at": row["received_at"],
        "attempts": row["attempts"],
    }
