"""The SMTP server and the pages over one mailbox."""

from __future__ import annotations

import asyncio
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from sandboxes.faults import Faults
from sandboxes.mail.mailbox import Letter, Mailbox, NoMessageId
from sandboxes.templates import render
from sandboxes.web import LOOPBACK, Refusal, Reply, Request, Server, answer, page, static

# The HTML of a message is shown in a frame of its own: no script, no form, no network, no origin.
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"
)
WORDS = {
    "title": ("Courrier reçu", "البريد الوارد"),
    "service": ("Messagerie de démonstration", "بريد العرض التوضيحي"),
    "empty": (
        "Aucun message. Les courriels envoyés par la plateforme s’affichent ici.",
        "لا توجد رسائل. تظهر هنا الرسائل الإلكترونية التي ترسلها المنصة.",
    ),
    "to": ("À", "إلى"),
    "sender": ("De", "من"),
    "sent": ("Envois", "عدد الإرسالات"),
    "back": ("Tous les messages", "جميع الرسائل"),
    "html": ("Version mise en page", "النسخة المنسقة"),
    "attachments": ("Pièces jointes", "المرفقات"),
    "no_subject": ("(sans objet)", "(بدون موضوع)"),
}


class PostOffice:
    """SMTP at `smtp_port`, pages at `url`; ports 0 take free ones."""

    def __init__(self, folder: Path, port: int = 0, smtp_port: int = 0) -> None:
        self.mailbox = Mailbox(folder)
        self._faults = Faults("accept-then-451", "refuse-451")
        self._controller = _Controller(
            _Receiver(self.mailbox, self._faults), hostname=LOOPBACK, port=smtp_port
        )
        self._server = Server(self._reply, port)
        self.url = self._server.url

    @property
    def smtp_port(self) -> int:
        """Known once started."""
        return self._controller.bound_port()

    def start(self) -> None:
        self._controller.start()
        self._server.start()

    def stop(self) -> None:
        self._server.stop()
        self._controller.stop()

    def _reply(self, request: Request) -> Reply:
        match request.method, request.path.strip("/").split("/", 1):
            case "GET", [""]:
                return self._box(request.language())
            case "GET", ["static", name]:
                return static(name)
            case "GET", ["messages.json"]:
                return answer({"messages": self.mailbox.all()})
            case "GET" | "HEAD", ["messages", message_id]:
                found = self.mailbox.find(message_id)
                return answer(found or {"error": "not-arrived"}, 200 if found else 404)
            case "GET", ["read", rest]:
                return self._read(rest, request.language())
            case "GET" | "POST", ["faults"]:
                return self._faults.reply(request)
        raise Refusal(404, "not-found")

    def _box(self, lang: str) -> Reply:
        return page(render("mailbox.html", lang, w=_words(lang), messages=self.mailbox.all()))

    def _read(self, rest: str, lang: str) -> Reply:
        if rest.endswith(".eml"):
            return Reply(200, self._raw(rest.removesuffix(".eml")), "message/rfc822")
        name, _, part = rest.partition("/")
        letter = self.mailbox.letter(name)
        if letter is None:
            raise Refusal(404, "not-found")
        if part == "html":
            return _framed(letter)
        return page(render("letter.html", lang, w=_words(lang), letter=letter, id=name))

    def _raw(self, name: str) -> bytes:
        content = self.mailbox.raw(name)
        if content is None:
            raise Refusal(404, "not-found")
        return content


class _Receiver:
    def __init__(self, mailbox: Mailbox, faults: Faults) -> None:
        self._mailbox, self._faults = mailbox, faults

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        fault = self._faults.take()
        if fault == "refuse-451":
            return "451 4.3.0 Try again later"
        content = envelope.original_content or b""
        try:
            await asyncio.to_thread(self._mailbox.receive, content, envelope.rcpt_tos)
        except NoMessageId:
            return "554 5.6.0 A Message-ID is required"
        return "451 4.3.0 Try again later" if fault == "accept-then-451" else "250 2.0.0 Kept"


class _Controller(Controller):
    def bound_port(self) -> int:
        if not isinstance(self.server, asyncio.Server):
            raise TypeError("The SMTP server is not started.")
        return int(self.server.sockets[0].getsockname()[1])

    def _trigger_server(self) -> None:
        # aiosmtpd greets its own server at the port asked for: tell it the one it got.
        self.port = self.bound_port()
        super()._trigger_server()  # type: ignore[no-untyped-call]


def _framed(letter: Letter) -> Reply:
    headers = {"Content-Security-Policy": LETTER_POLICY, "Referrer-Policy": "no-referrer"}
    return Reply(200, letter.html.encode(), "text/html; charset=utf-8", headers)


def _words(lang: str) -> dict[str, str]:
    return {key: both[lang == "ar"] for key, both in WORDS.items()}
