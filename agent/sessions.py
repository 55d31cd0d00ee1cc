"""What waits for the holder: one session per window, from the page's request to the PIN, a refusal or the deadline."""

from __future__ import annotations

import base64
import json
import secrets
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from agent.disk import write_whole
from agent.jobs import Job, JobRefused, PinJob, SignJob, may_sign, read_pin_job, read_sign_job
from agent.tokens import PinLocked, Token, fingerprint, present

MOST_JOBS = 100
MOST_OPEN = 256
KEPT = 600  # seconds a finished session can still be asked for
ACTIVATION_PREFIX = b"permit-activation-v1\0"


class State(Enum):
    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    EXPIRED = "expired"


class Session(ABC):
    """One window. `id` is for the page that asked, `window` for the address of the window, `form` for its form alone."""

    def __init__(self, origin: str, token: Token, certificate: bytes, jobs: tuple[Job, ...]) -> None:
        self.id, self.window, self.form = (secrets.token_urlsafe(18) for _ in range(3))
        self.origin, self.token, self.certificate = origin, token, certificate
        self.user, self.lang = jobs[0].user, jobs[0].lang
        self.expires = min(job.expires for job in jobs)
        self.results: list[dict[str, str]] = []
        self.error = ""
        self._state = State.WAITING
        self._turn = threading.Condition()

    @property
    def state(self) -> State:
        if self._state is State.WAITING and time.time() > self.expires:
            return State.EXPIRED
        return self._state

    def wait(self, seconds: float) -> None:
        """Until the session is over, or for `seconds`."""
        with self._turn:
            until = min(time.time() + seconds, self.expires + 0.05)
            self._turn.wait_for(lambda: self.state is not State.WAITING, max(0.0, until - time.time()))

    def cancel(self) -> None:
        """By the page or by the holder; without effect once it is over."""
        self._end(State.CANCELLED, "USER_CANCELLED")

    def answer(self) -> dict[str, object]:
        """What the page that asked is told."""
        state = self.state
        error = self.error or ("EXPIRED" if state is State.EXPIRED else None)
        return {"state": state.value, "results": self.results, "error": error}

    def submit(self, *pins: str) -> None:
        """The holder's PIN(s). Under the session's turn: a second press of the button waits, then finds the work done.

        Raises TokenRefused; only a locked token ends the session.
        """
        with self._turn:
            if self.state is not State.WAITING:
                return
            try:
                self.results = self._act(*pins)
            except PinLocked as refusal:
                self._end(State.FAILED, refusal.code)
                raise
            self._end(State.DONE, "")

    @abstractmethod
    def _act(self, *pins: str) -> list[dict[str, str]]: ...

    def _end(self, state: State, error: str) -> None:
        with self._turn:
            if self.state is State.WAITING:
                self._state, self.error = state, error
                self._turn.notify_all()


_S = TypeVar("_S", bound=Session)


class Signing(Session):
    """One to a hundred documents, one PIN."""

    def __init__(self, origin: str, token: Token, certificate: bytes, jobs: tuple[SignJob, ...]) -> None:
        super().__init__(origin, token, certificate, jobs)
        self.jobs = jobs

    def _act(self, *pins: str) -> list[dict[str, str]]:
        (pin,) = pins
        signatures = self.token.sign(pin, *(job.tbs for job in self.jobs))
        return [
            {
                "jti": job.jti,
                "signature": base64.b64encode(signature).decode(),
                "alg": "sha256_rsa",
                "cert_sha256": job.certificate_sha256,
            }
            for job, signature in zip(self.jobs, signatures, strict=True)
        ]


class PinChange(Session):
    """A new PIN, followed at once by a statement signed with it: the platform's proof that the key is in use."""

    def __init__(self, origin: str, token: Token, certificate: bytes, job: PinJob) -> None:
        super().__init__(origin, token, certificate, (job,))
        self.job = job

    def _act(self, *pins: str) -> list[dict[str, str]]:
        old, new = pins
        self.token.change_pin(old, new)
        statement = json.dumps(
            {
                "challenge": base64.b64encode(self.job.challenge).decode(),
                "jti": self.job.jti,
                "pin_changed_at": self.token.pin_changed_at(),
                "token": self.token.serial,
            },
            sort_keys=True,
            separators=(",", ":"),
        ).encode()
        (signature,) = self.token.sign(new, ACTIVATION_PREFIX + statement)
        return [
            {
                "jti": self.job.jti,
                "statement": base64.b64encode(statement).decode(),
                "signature": base64.b64encode(signature).decode(),
                "alg": "sha256_rsa",
                "cert_sha256": fingerprint(self.certificate),
            }
        ]


class Desk:
    """Every session of this agent, and the memory of the jobs already taken (`seen.json`, kept over a restart)."""

    def __init__(self, folder: Path, keys: Mapping[str, Ed25519PublicKey]) -> None:
        self.folder, self.keys = folder, keys
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()
        self._seen_file = folder / "seen.json"
        self._seen: dict[str, int] = (
            json.loads(self._seen_file.read_bytes()) if self._seen_file.exists() else {}
        )

    def tokens(self) -> Sequence[Token]:
        return present(self.folder)

    def open_signing(self, envelopes: object, origin: str) -> Signing:
        """Check every job; the first refused refuses them all. They must name one certificate and one user."""
        if not isinstance(envelopes, list) or not 1 <= len(envelopes) <= MOST_JOBS:
            raise JobRefused(400, "BAD_JOB")
        now = time.time()
        jobs = tuple(read_sign_job(each, self.keys, origin, now) for each in envelopes)
        if len({(job.certificate_sha256, job.user) for job in jobs}) > 1:
            raise JobRefused(400, "MIXED_JOBS")
        token, certificate = self._holder_of(jobs[0].certificate_sha256)
        if refusal := may_sign(certificate, now):
            raise JobRefused(409, refusal)
        flags = token.flags()
        if flags.locked:
            raise JobRefused(423, "PIN_LOCKED")
        if flags.to_be_changed:
            raise JobRefused(409, "PIN_MUST_BE_CHANGED")
        self._take(jobs, now)
        return self._keep(Signing(origin, token, certificate, jobs))

    def open_pin_change(self, envelope: object, origin: str) -> PinChange:
        now = time.time()
        job = read_pin_job(envelope, self.keys, origin, now)
        token = next((each for each in self.tokens() if each.serial == job.token), None)
        certificate = token and token.certificate()
        if not token or not certificate:
            raise JobRefused(404, "TOKEN_NOT_FOUND")
        if token.flags().locked:
            raise JobRefused(423, "PIN_LOCKED")
        self._take((job,), now)
        return self._keep(PinChange(origin, token, certificate, job))

    def session(self, name: str, origin: str) -> Session | None:
        """The session of that `id`, for the page that opened it only."""
        found = self._sessions.get(name)
        return found if found and found.origin == origin else None

    def window(self, address: str) -> Session | None:
        return next((each for each in list(self._sessions.values()) if each.window == address), None)

    def _holder_of(self, certificate_sha256: str) -> tuple[Token, bytes]:
        for token in self.tokens():
            certificate = token.certificate()
            if certificate and fingerprint(certificate) == certificate_sha256:
                return token, certificate
        raise JobRefused(404, "TOKEN_NOT_FOUND")

    def _take(self, jobs: tuple[Job, ...], now: float) -> None:
        """Each job is shown once, ever: its `jti` is on the disk before its window exists."""
        wanted = {job.jti: job.expires for job in jobs}
        with self._lock:
            kept = {jti: expires for jti, expires in self._seen.items() if expires >= now}
            if len(wanted) < len(jobs) or wanted.keys() & kept.keys():
                raise JobRefused(409, "REPLAY")
            self._seen = kept | wanted
            write_whole(self._seen_file, json.dumps(self._seen).encode())

    def _keep(self, session: _S) -> _S:
        now = time.time()
        with self._lock:
            self._sessions = {each.id: each for each in self._sessions.values() if now < each.expires + KEPT}
            waiting = [each for each in self._sessions.values() if each.state is State.WAITING]
            if len(waiting) >= MOST_OPEN:
                raise JobRefused(429, "TOO_MANY_WINDOWS")
            self._sessions[session.id] = session
        return session
