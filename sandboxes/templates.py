"""The sandboxes' pages: Jinja templates of `sandboxes/pages`, escaped by default, one direction per language."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["moment"] = lambda text: f"{datetime.fromisoformat(text):%d/%m/%Y %H:%M} UTC"
_NOTICE = ("Démonstration, données fictives", "عرض توضيحي، معطيات افتراضية")


def render(template: str, lang: str, **values: object) -> str:
    """`lang` is `fr` or `ar`."""
    arabic = lang == "ar"
    return _TEMPLATES.get_template(template).render(
        lang=lang,
        dir="rtl" if arabic else "ltr",
        other="fr" if arabic else "ar",
        other_name="Français" if arabic else "العربية",
        notices=_NOTICE,
        notice_name="تنبيه" if arabic else "Avertissement",
        **values,
    )
