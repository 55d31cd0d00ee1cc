"""From a paper's fields to what its template prints: figures and dates as each language writes them, QR, the mode's marks."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import segno
from django.conf import settings
from django.utils.translation import override
from pydantic import BaseModel

from rokhas.documents.schema.enquiries import EnquiryNotice
from rokhas.documents.schema.papers import (
    LawReference,
    Paper,
    Permit,
    Quittance,
    Receipt,
    Verification,
)
from rokhas.kernel.actor import MOROCCO
from rokhas.kernel.references import grouped
from rokhas.ui.formats import number


def data_of(paper: Paper, *, specimen: bool) -> dict[str, Any]:
    """The JSON a template receives. Outside production nothing may pass for real: all is a specimen, of fictitious data."""
    data: dict[str, Any] = _told(paper)
    data["demonstration"] = settings.ROKHAS_MODE != "production"
    data["specimen"] = specimen or data["demonstration"]
    if isinstance(paper, Quittance):
        data["total"] = _told(paper.total)
    if isinstance(paper, Receipt):
        data["tracking"] = _qr(grouped(paper.tracking_code, 5), paper.tracking_url)
    if isinstance(paper, EnquiryNotice):
        data["page"] = _qr(paper.number, paper.page_url)
    if isinstance(paper, Permit):
        data["has_annex"] = len(paper.plans) > 12 or len(paper.opinions) > 6
    return data


def hashes(paper: Permit) -> bytes:
    """The plans and opinions of a permit as `sha256sum --check` reads them."""
    named = [(plan.sha256, plan.name) for plan in paper.plans]
    named += [
        (opinion.sha256, f"opinion: {opinion.office.fr or opinion.office.ar}")
        for opinion in paper.opinions
        if opinion.sha256
    ]
    return "".join(f"{sha256}  {' '.join(name.split())}\n" for sha256, name in named).encode()


def _told(value: object) -> Any:
    if isinstance(value, Verification):
        return _qr(grouped(value.code), value.url)
    if isinstance(value, BaseModel):
        told = {name: _told(getattr(value, name)) for name in type(value).model_fields}
        if told.get("sha256"):
            told["short"] = f"{told['sha256'][:6]}…{told['sha256'][-4:]}"
        return told
    if isinstance(value, tuple):
        return [_told(each) for each in value if not isinstance(each, LawReference) or each.is_printable]
    if isinstance(value, datetime):
        local = value.astimezone(MOROCCO)
        shift = local.utcoffset()
        hours = int(shift.total_seconds() // 3600) if shift else 0
        return {
            "day": f"{local:%d/%m/%Y}",
            "hour": f"{local:%H:%M}",
            "zone": f"UTC{hours:+d}" if hours else "UTC",
        }
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return _figure(value, 2)
    if isinstance(value, int) and not isinstance(value, bool):
        return _figure(value, 0) | {"kilobytes": _figure(max(1, round(value / 1024)), 0)}
    return value


def _figure(value: Decimal | int, places: int) -> dict[str, Any]:
    said = {}
    for language in ("fr", "ar"):
        with override(language):
            said[language] = number(value, places)
            said[f"{language}_short"] = said[language].removesuffix(",00")
    return said


def _qr(code: str, url: str) -> dict[str, str]:
    drawn = io.BytesIO()
    segno.make(url, error="m", micro=False, boost_error=False).save(
        drawn, kind="svg", border=4, dark="#12211f", light="#ffffff", xmldecl=False, svgns=True, omitsize=True
    )
    return {"code": code, "url": url, "raw_svg": drawn.getvalue().decode()}
