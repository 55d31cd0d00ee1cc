"""A small client of the Rokhas interface: the standard library alone, one file to copy.

    from rokhas_client import Rokhas

    rokhas = Rokhas("https://rokhas.example", token="rokhas_…", language="fr")
    draft = rokhas.open_draft("building-permit")
    rokhas.place_land(draft["id"], unit="04.501.01.07")
    rokhas.answer(draft["id"], {"project_fr": "Villa R+1"})
    rokhas.give_piece(draft["id"], "PLANMASSE", Path("plan-masse.pdf"))
    deposit = rokhas.deposit(draft["id"], key="our-reference-2026-118")

Every refusal is a `Refusal`: its `code` is stable, `errors` name the values that do not fit. A busy answer (429, or 409 of a key
that is in use) is waited for, a few times.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

CHUNK = 5 * 1024 * 1024
WAITS = 5
BUSY = {"too-many-requests", "idempotency-key-in-use"}


class Refusal(Exception):
    """A problem of RFC 9457: `status`, `code` (stable), `detail` (a sentence), `errors` (field, code, message)."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(problem.get("detail") or f"HTTP {status}")
        self.status = status
        self.code = str(problem.get("code", ""))
        self.detail = str(problem.get("detail", ""))
        self.errors = list(problem.get("errors", []))


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content) if self.content else None


@dataclass
class Rokhas:
    """One platform, one token. `timeout` in seconds."""

    address: str
    token: str
    language: str = "fr"
    timeout: float = 30
    versions: dict[str, str] = field(default_factory=dict)

    # Dossiers

    def me(self) -> Any:
        return self.get("/me")

    def dossiers(self, text: str = "") -> Iterator[Any]:
        """Every draft and dossier of mine, page by page."""
        return self.pages("/dossiers", q=text)

    def dossier(self, number: str) -> Any:
        return self.get(f"/dossiers/{number}")

    def papers(self, number: str) -> Any:
        return self.get(f"/dossiers/{number}/papers")

    def download(self, file: Mapping[str, Any], to: Path) -> Path:
        """A file named by an answer (`file`), its SHA-256 checked; where it was written."""
        content = self.ask("GET", file["url"]).content
        if hashlib.sha256(content).hexdigest() != file["sha256"]:
            raise ValueError(f"{file['name']} did not arrive whole")
        to.write_bytes(content)
        return to

    def deposited_versions(self, number: str) -> Iterator[Any]:
        """What was deposited, version by version."""
        return self.pages(f"/dossiers/{number}/versions")

    def consultations(self, number: str) -> Iterator[Any]:
        """Who consulted a dossier of mine, the latest first: offices and roles."""
        return self.pages(f"/dossiers/{number}/consultations")

    # Before a request

    def eligibility(
        self, procedure: str, answers: Mapping[str, str] | None = None, *, commune: str = "", find: str = ""
    ) -> Any:
        """Where one stands after some answers: `following` is the next question with its choices, `elsewhere` says where the
        request belongs, `promised` what awaits whoever is in the right place. `find` searches a long list of choices."""
        asked = {"answers": dict(answers or {}), "commune": commune or None, "find": find}
        return self.ask("POST", f"/procedures/{procedure}/eligibility", asked).json

    # Messages

    def threads(self) -> Iterator[Any]:
        return self.pages("/messages")

    def messages(self, number: str) -> Iterator[Any]:
        """The messages of a dossier, the newest first."""
        return self.pages(f"/dossiers/{number}/messages")

    def offices(self, number: str) -> Any:
        """The offices that one may write to about a dossier, or in whose name one writes."""
        return self.get(f"/dossiers/{number}/messages", limit=1)["offices"]

    def write(self, number: str, text: str, *, office: int, key: str) -> Any:
        """Write to an office, or answer in its name. The same `key` again is the same message."""
        asked = {"office": office, "text": text}
        return self.ask("POST", f"/dossiers/{number}/messages", asked, headers={"Idempotency-Key": key}).json

    def mark_read(self, number: str) -> None:
        self.ask("POST", f"/dossiers/{number}/messages/read")

    # Those who prepare with me: the staff of my practice, the professionals I invite

    def ask_signature(self, pk: int) -> Any:
        """For the staff of a practice: what is prepared is complete, its professional is told."""
        return self.ask("POST", f"/drafts/{pk}/signature-request").json

    def invitations(self, pk: int) -> Any:
        """Who is invited to a draft of mine (`items`) and who may be (`offers`)."""
        return self.get(f"/drafts/{pk}/invitations")

    def invite(self, pk: int, *, role: str, email: str, key: str) -> Any:
        """Invite a professional to give the documents that the procedure asks of them. The same `key` again sends nothing."""
        asked = {"role": role, "email": email}
        headers = {"Idempotency-Key": key}
        return self.ask("POST", f"/drafts/{pk}/invitations", asked, headers=headers).json

    def invite_again(self, pk: int, invitation: int) -> Any:
        """Another link; those sent before are dead."""
        return self.ask("POST", f"/drafts/{pk}/invitations/{invitation}/sending").json

    def take_invitation_back(self, pk: int, invitation: int) -> Any:
        return self.ask("POST", f"/drafts/{pk}/invitations/{invitation}/revocation").json

    def parts(self) -> Iterator[Any]:
        """The invitations that I accepted: what is asked of me in the dossiers of others."""
        return self.pages("/invitations")

    def part(self, invitation: int) -> Any:
        return self.get(f"/invitations/{invitation}")

    def give_part(self, invitation: int, document: str, path: Path, *, insist: bool = False) -> int:
        """Send a file that is asked of me there, as `give_piece`; the number of the piece."""
        return self._send("invited-piece", str(invitation), document, path, insist=insist)

    def complete_part(self, invitation: int) -> Any:
        return self.ask("POST", f"/invitations/{invitation}/completion").json

    # What I keep for the next dossiers

    def kept_documents(self) -> Iterator[Any]:
        return self.pages("/me/documents", items="documents")

    def kept_answers(self) -> Any:
        return self.get("/me/documents", limit=1)["data"]

    def keep_answers(self, answers: Mapping[str, Any]) -> Any:
        """By the code of a question; None deletes one."""
        return self.ask("PUT", "/me/documents/data", {"answers": dict(answers)}).json

    def keep_piece(self, pk: int, piece: int) -> Any:
        """Keep a file of a draft for the next ones."""
        return self.ask("POST", f"/drafts/{pk}/pieces/{piece}/keeping").json

    def use_kept(self, document: int, pk: int, *, insist: bool = False) -> Any:
        """Give a document that I keep to a draft of mine."""
        self.versions.pop(f"/drafts/{pk}", None)
        return self.ask("POST", f"/me/documents/{document}/use", {"draft": pk, "insist": insist}).json

    # Preparing and depositing

    def open_draft(self, procedure: str) -> Any:
        return self.ask("POST", "/drafts", {"procedure": procedure}).json

    def draft(self, pk: int) -> Any:
        return self.get(f"/drafts/{pk}")

    def answer(self, pk: int, answers: Mapping[str, Any]) -> Any:
        return self.change("PATCH", f"/drafts/{pk}/answers", {"answers": dict(answers)}, read=f"/drafts/{pk}")

    def place_land(self, pk: int, **where: Any) -> Any:
        """`unit` (code of the commune), `lon` and `lat` (degrees), or all."""
        return self.change("PUT", f"/drafts/{pk}/land", where, read=f"/drafts/{pk}")

    def give_piece(self, pk: int, document: str, path: Path, *, insist: bool = False) -> int:
        """Send a file for a document asked, by chunks that resume where the line was cut; the number of the piece.

        A file that looks like a photograph or a first page alone is refused with a code that begins with `doubt-`: `insist` when
        a person looked at it and says that it is whole. The desk sees that they did.
        """
        number = self._send("dossier-piece", str(pk), document, path, insist=insist)
        self.versions.pop(f"/drafts/{pk}", None)
        return number

    def _send(self, purpose: str, about: str, document: str, path: Path, *, insist: bool) -> int:
        metadata = {"filename": path.name, "purpose": purpose, "about": about, "code": document}
        metadata |= {"insist": "1"} if insist else {}
        size = path.stat().st_size
        begun = self.ask(
            "POST",
            "/uploads",
            headers={
                "Tus-Resumable": "1.0.0",
                "Upload-Length": str(size),
                "Upload-Metadata": ",".join(
                    f"{name} {_base64(value.encode())}" for name, value in metadata.items()
                ),
            },
        )
        place = begun.headers["Location"].partition("/api/v1")[2]
        with path.open("rb") as file:
            while True:
                head = self.ask("HEAD", place, headers={"Tus-Resumable": "1.0.0"})
                offset = int(head.headers["Upload-Offset"])
                if offset >= size:
                    break
                file.seek(offset)
                chunk = file.read(CHUNK)
                self.ask(
                    "PATCH",
                    place,
                    chunk,
                    headers={
                        "Tus-Resumable": "1.0.0",
                        "Upload-Offset": str(offset),
                        "Upload-Checksum": f"sha256 {_base64(hashlib.sha256(chunk).digest())}",
                        "Content-Type": "application/offset+octet-stream",
                    },
                )
        state = self.get(place)
        if state["state"] != "received":
            raise Refusal(422, state)
        return int(state["answer"]["piece"])

    def deposit(self, pk: int, *, key: str) -> Any:
        """Deposit what is prepared. The same `key` again is the same deposit: send it again after any doubt."""
        return self.change(
            "POST", f"/drafts/{pk}/deposit", None, read=f"/drafts/{pk}", headers={"Idempotency-Key": key}
        )

    def payment_page(self, reference: str, *, key: str) -> str:
        """Where the person pays: a page of the treasury."""
        answer = self.ask("POST", f"/payments/{reference}/page", headers={"Idempotency-Key": key})
        return str(answer.json["url"])

    # After the deposit: what offices ask, what may be contested, the works, an occupation, a public enquiry

    def points(self, number: str) -> Any:
        """What offices ask of a dossier, those that stand first."""
        return self.get(f"/dossiers/{number}/points")

    def answer_point(self, number: str, point: int, text: str) -> Any:
        """Say how the next version answers a point; the answer leaves with that version."""
        return self.ask("PUT", f"/dossiers/{number}/points/{point}/answer", {"word": text}).json

    def withdraw(self, number: str) -> Any:
        """Withdraw the request: every step that waits is closed, for good."""
        return self.ask("POST", f"/dossiers/{number}/withdrawal").json

    def appeals(self, number: str) -> Any:
        """The ways to contest a refusal, until when, and what was filed."""
        return self.get(f"/dossiers/{number}/appeals")

    def contest(self, number: str, way: str, ground: str) -> Any:
        """Contest a refusal by one of its ways (`code` in `appeals`), once, within its delay."""
        return self.ask("POST", f"/dossiers/{number}/appeals", {"code": way, "ground": ground}).json

    def works(self, number: str) -> Any:
        """What is declared of the works of a permit, and the book of the site."""
        return self.get(f"/dossiers/{number}/works")

    def note_works(self, number: str, text: str, *, kind: str, on: str, key: str, role: str = "") -> Any:
        """Write in the book of the site, for good; `on` is a day, 2026-11-22."""
        asked = {"kind": kind, "on": on, "role": role, "text": text}
        return self.ask(
            "POST", f"/dossiers/{number}/works/notes", asked, headers={"Idempotency-Key": key}
        ).json

    def occupation(self, number: str) -> Any:
        """An occupation of the public domain as it runs: its term, its yearly fees."""
        return self.get(f"/dossiers/{number}/occupation")

    def renew_occupation(self, number: str, *, key: str) -> Any:
        """The draft of a renewal, with all that was answered and given."""
        headers = {"Idempotency-Key": key}
        return self.ask("POST", f"/dossiers/{number}/occupation/renewal", headers=headers).json

    def end_occupation(self, number: str, last_day: str, *, key: str) -> Any:
        asked, headers = {"last_day": last_day}, {"Idempotency-Key": key}
        return self.ask("POST", f"/dossiers/{number}/occupation/end", asked, headers=headers).json

    def enquiries(self, commune: str = "") -> Iterator[Any]:
        """The public enquiries that may be consulted now."""
        return self.pages("/enquiries", commune=commune)

    def observe(self, enquiry: int, stance: str, text: str, *, identity: str) -> Any:
        """Oppose, support or observe, once, while the enquiry is open; again, to amend it."""
        asked = {"stance": stance, "text": text, "identity": identity}
        return self.ask("PUT", f"/enquiries/{enquiry}/observation", asked).json

    # The work of an office

    def work(self, **filters: Any) -> Iterator[Any]:
        return self.pages("/work", **filters)

    def task(self, pk: int) -> Any:
        return self.get(f"/work/{pk}")

    # Asking

    def get(self, path: str, **query: Any) -> Any:
        """An answer, its version kept for the change that follows."""
        answer = self.ask("GET", path, **query)
        if tag := answer.headers.get("ETag"):
            self.versions[path] = tag
        return answer.json

    def pages(self, path: str, *, items: str = "items", **query: Any) -> Iterator[Any]:
        """The lines of a list, whatever the number of pages; `items` is where an answer holds them."""
        cursor: str | None = ""
        while cursor is not None:
            page = self.ask("GET", path, cursor=cursor, **query).json
            yield from page[items]
            cursor = page["next"]

    def change(
        self, method: str, path: str, body: Any, *, read: str, headers: Mapping[str, str] | None = None
    ) -> Any:
        """A change of what is at `read`, under the version that was read last. Raises a `Refusal` `version-changed` when somebody
        changed it in between: read again, then decide."""
        if read not in self.versions:
            self.get(read)
        tag = self.versions.pop(read)
        answer = self.ask(method, path, body, headers={"If-Match": tag, **(headers or {})})
        if path.startswith(read) and (fresh := answer.headers.get("ETag")):
            self.versions[read] = fresh
        return answer.json

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        **query: Any,
    ) -> Answer:
        """One request; waits and asks again when the platform says so. Raises `Refusal`."""
        asked = {name: value for name, value in query.items() if value not in (None, "")}
        url = urljoin(self.address, "/api/v1" + path) + (f"?{urlencode(asked, doseq=True)}" if asked else "")
        sent = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language}
        content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        if content is not None:
            sent["Content-Type"] = "application/json"
        request = urllib.request.Request(url, content, sent | dict(headers or {}), method=method)  # noqa: S310 - the caller's
        for turn in range(WAITS):
            try:
                with urllib.request.urlopen(request, timeout=self.timeout) as answer:  # noqa: S310
                    return Answer(answer.status, answer.headers, answer.read())
            except urllib.error.HTTPError as error:
                refusal = Refusal(error.code, _problem(error))
                wait = float(error.headers.get("Retry-After") or 2**turn)
            if refusal.code not in BUSY or turn == WAITS - 1:
                raise refusal
            time.sleep(wait)
        raise AssertionError("unreachable")


def is_genuine(secret: str, header: str, body: bytes, *, tolerance: float = 300) -> bool:
    """Whether a call to your webhook comes from the platform: `header` is `Rokhas-Signature`, `body` the raw bytes received."""
    parts = [part.partition("=")[::2] for part in header.split(",")]
    moment = next((value for name, value in parts if name == "t"), "")
    if not moment.isdigit() or abs(time.time() - int(moment)) > tolerance:
        return False
    expected = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    return any(name == "v1" and hmac.compare_digest(value, expected) for name, value in parts)


def _problem(error: urllib.error.HTTPError) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = json.loads(error.read())
    except ValueError:
        return {}
    return found


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
