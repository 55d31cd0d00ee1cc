"""The holder's window: what is signed, with which key, at whose request; the PIN; then what became of it."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import NameOID
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from agent.sessions import PinChange, Session, Signing, State
from agent.tokens import PIN_LENGTHS, PinLocked, TokenRefused
from agent.web import Reply, html_reply, json_reply
from agent.words import documents, words

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def show(session: Session, lang: str, problem: str = "") -> Reply:
    """The form while the session waits (422 with a `problem`), otherwise how it ended."""
    if session.state is not State.WAITING:
        return _ended(session, lang)
    template = "sign.html" if isinstance(session, Signing) else "change.html"
    html = _render(
        template,
        lang,
        session=session,
        key=_key(session),
        flags=session.token.flags(),
        problem=words(lang)[problem] if problem else "",
        count=documents(len(session.jobs), lang) if isinstance(session, Signing) else "",
    )
    return html_reply(html, 422 if problem else 200)


def submit(session: Session, lang: str, form: Mapping[str, str]) -> Reply:
    """The holder pressed a button. A slip that the token need not judge costs no try."""
    if not hmac.compare_digest(form.get("form", ""), session.form):
        return json_reply({"error": "BAD_FORM"}, 403)
    if session.state is not State.WAITING:
        return _ended(session, lang)
    if form.get("action") != "sign":
        session.cancel()
        return _ended(session, lang)
    pins, problem = _pins(session, form)
    if problem:
        return show(session, lang, problem)
    try:
        session.submit(*pins)
    except PinLocked:
        return _ended(session, lang)
    except TokenRefused as refusal:
        return show(session, lang, refusal.code)
    return _ended(session, lang)


def gone(lang: str) -> Reply:
    return html_reply(_render("ended.html", lang, state="gone", titles=[], tone="idle"), 410)


def _pins(session: Session, form: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
    pin = form.get("pin", "").strip()
    if len(pin) not in PIN_LENGTHS:
        return (), "PIN_LENGTH"
    if not isinstance(session, PinChange):
        return (pin,), ""
    new = form.get("new", "").strip()
    if new != form.get("again", "").strip():
        return (), "PIN_MISMATCH"
    return (pin, new), ""


def _ended(session: Session, lang: str) -> Reply:
    state = session.state.value
    titles = [job.title for job in session.jobs] if isinstance(session, Signing) else []
    done = session.state is State.DONE
    if done and isinstance(session, PinChange):
        state = "changed"
    tone = "ok" if done else "bad" if session.state is State.FAILED else "idle"
    status = {State.FAILED: 423, State.EXPIRED: 410}.get(session.state, 200)
    return html_reply(
        _render("ended.html", lang, state=state, titles=titles if done else [], tone=tone), status
    )


def _key(session: Session) -> dict[str, str]:
    """Who holds the key, as its certificate says."""
    read = x509.load_der_x509_certificate(session.certificate)

    def name(oid: x509.ObjectIdentifier) -> str:
        found = read.subject.get_attributes_for_oid(oid)
        return str(found[0].value) if found else ""

    return {
        "holder": name(NameOID.COMMON_NAME),
        "capacity": " · ".join(filter(None, (name(NameOID.TITLE), name(NameOID.ORGANIZATION_NAME)))),
        "until": f"{read.not_valid_after_utc:%d/%m/%Y}",
        "label": session.token.label,
    }


def _render(template: str, lang: str, **values: object) -> str:
    other = "fr" if lang == "ar" else "ar"
    page = _TEMPLATES.get_template(template)
    return page.render(
        w=words(lang),
        w_other=words(other),
        lang=lang,
        other=other,
        dir=_direction(lang),
        other_dir=_direction(other),
        **values,
    )


def _direction(lang: str) -> str:
    return "rtl" if lang == "ar" else "ltr"
