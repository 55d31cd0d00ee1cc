from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from rokhas.ui import slots
from rokhas.ui.clock import Explained, drawn
from rokhas.ui.icons import OFFICES, drawing


def drawn_by(source: str, **context: object) -> str:
    return Template("{% load rokhas %}" + source).render(Context(context))


def test_an_icon_is_silent_unless_it_is_named() -> None:
    assert 'aria-hidden="true"' in drawn_by('{% icon "upload" %}')
    named = drawn_by('{% icon "upload" "s" name %}', name="Send <it>")
    assert 'role="img" aria-label="Send &lt;it&gt;"' in named
    assert "rk-i--s" in named


def test_only_icons_that_point_along_the_line_are_mirrored() -> None:
    assert "rk-i--dir" in drawn_by('{% icon "arrow-right" %}')
    assert "rk-i--dir" not in drawn_by('{% icon "check" %}')


def test_a_kind_of_office_is_known_by_its_drawing() -> None:
    assert all(drawing(name) for name in OFFICES.values())
    water, commune = drawn_by('{% office_icon "water" %}'), drawn_by('{% office_icon "commune" %}')
    assert drawing("droplet") in water
    assert drawing("building-bank") in commune
    assert drawn_by("{% office_icon kind %}") == commune


def test_an_icon_that_is_not_vendored_is_refused_by_name() -> None:
    with pytest.raises(KeyError, match="vendor --icon no-such-drawing"):
        drawn_by('{% icon "no-such-drawing" %}')


@pytest.mark.parametrize(
    ("bytes_", "said"), [(900, "900 octets"), (20 * 1024**2, "20 Mo"), (1_900_000, "1,8 Mo")]
)
def test_a_size_has_a_decimal_only_where_it_says_something(bytes_: int, said: str) -> None:
    with translation.override("fr"):
        assert drawn_by("{{ value|filesize_local }}", value=bytes_).replace("\xa0", " ") == said


def test_a_reference_is_isolated_and_escaped() -> None:
    assert drawn_by("{{ value|ltr }}", value="a<b>.pdf") == '<bdi dir="ltr">a&lt;b&gt;.pdf</bdi>'


@pytest.mark.parametrize("number", ["PCT-2026-045010107-00042", "OP-7"])
def test_a_number_never_breaks_over_two_lines(number: str) -> None:
    assert drawn_by("{{ value|ltr }}", value=number) == f'<bdi dir="ltr" class="rk-ref">{number}</bdi>'


@pytest.mark.parametrize("long", ["a-plan-with-a-long-name.pdf", "someone@demo.example", "AB" * 32])
def test_a_file_name_an_address_or_a_hash_may_break(long: str) -> None:
    assert "rk-ref" not in drawn_by("{{ value|ltr }}", value=long)


@pytest.mark.parametrize(("language", "text"), [("fr", "4\u202f860,00"), ("ar", "4.860,00")])
def test_an_amount_is_written_as_the_language_writes_it(language: str, text: str) -> None:
    with translation.override(language):
        written = drawn_by("{{ value|dirham }}", value=Decimal(4860))
    assert f"<bdi>{text}</bdi>" in written
    assert ("DH" if language == "fr" else "درهم") in written


@pytest.mark.parametrize(
    ("value", "places", "french", "arabic"),
    [
        ("1234567.5", None, "1\u202f234\u202f567,5", "1.234.567,5"),
        ("-1000", None, "-1\u202f000", "-1.000"),
        ("2.25", 1, "2,3", "2,3"),
        ("999", 0, "999", "999"),
    ],
)
def test_numbers_group_by_three_and_round_half_up(
    value: str, places: int | None, french: str, arabic: str
) -> None:
    from rokhas.ui.formats import number

    with translation.override("fr"):
        assert number(value, places) == french
    with translation.override("ar"):
        assert number(value, places) == arabic


def test_a_day_is_the_civil_day_of_morocco_not_of_greenwich() -> None:
    from rokhas.kernel.actor import MOROCCO

    last_second = datetime(2026, 11, 13, 23, 59, 59, tzinfo=MOROCCO)
    assert drawn_by("{{ v|day }}", v=last_second.astimezone(UTC)) == (
        '<time datetime="2026-11-13"><bdi>13/11/2026</bdi></time>'
    )
    assert (
        drawn_by("{{ v|day }}", v=date(2026, 1, 2))
        == '<time datetime="2026-01-02"><bdi>02/01/2026</bdi></time>'
    )
    assert drawn_by("{{ v|day }}{{ v|moment }}{{ v|dirham }}", v=None) == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Salma Berrada", "SB"), ("نادية الوزاني", "ن ا"), ("Atlas", "A"), ("", ""), ("12 Rue", "R")],
)
def test_initials_are_two_letters_that_never_join(name: str, letters: str) -> None:
    assert drawn_by("{{ name|initials }}", name=name) == letters


def test_a_qr_code_has_its_quiet_zone_and_reads_dark_on_white() -> None:
    drawing = drawn_by("{% qr text %}", text="https://example.org/v/ABCD2345EFGH")
    assert 'viewBox="0 0 37 37"' in drawing  # version 3: 29 modules and four on each side
    assert 'fill="#fff"' in drawing
    assert "M4 4h1v1h-1z" in drawing  # the corner of the first finder pattern


def test_a_clock_says_in_words_what_its_marks_show() -> None:
    with translation.override("fr"):
        said = drawn(Explained(10, 4, held=2, paused=True))
    assert said.summary == "4 jours consommés, suspendu pendant 2 jours, 6 jours restants"
    with translation.override("ar"):
        assert drawn(Explained(10, 12)).words == "متأخر بيومين"
    assert "".join(mark or "." for mark in said.marks) == "uuuupp......"
    assert (said.tone, said.icon, said.days) == ("idle", "player-pause", 6)


@pytest.mark.parametrize(("used", "tone"), [(0, "ok"), (7, "ok"), (8, "warn"), (10, "warn"), (11, "bad")])
def test_a_clock_is_red_only_once_it_is_late(used: int, tone: str) -> None:
    assert drawn({"total": 10, "used": used}).tone == tone


def test_a_clock_that_no_longer_runs_says_what_was_used() -> None:
    with translation.override("fr"):
        said = drawn(Explained(15, 2, stopped=True))
        assert (said.days, said.label, said.words) == (2, "jours consommés", "2 jours consommés")
        assert said.summary == "2 jours consommés"
        late = drawn(Explained(15, 15, left=-3, stopped=True))
        assert (late.tone, late.words) == ("bad", "3 jours de retard")


def test_a_due_day_over_since_a_day_that_does_not_count_is_past() -> None:
    with translation.override("fr"):
        said = drawn(Explained(5, 5, left=0, past=True))
    assert (said.tone, said.words) == ("bad", "échéance passée")


def test_a_long_delay_is_drawn_with_few_marks() -> None:
    assert len(drawn(Explained(365, 100)).marks) <= 32


def test_a_slot_draws_what_upper_apps_put_there_in_order() -> None:
    def second(request: HttpRequest, subject: object) -> slots.Filling | None:
        return "ui/_messages.html", {"messages": [subject]}

    def nothing(request: HttpRequest, subject: object) -> slots.Filling | None:
        return None

    try:
        slots.register("test.aside", second, order=20)
        slots.register("test.aside", second, order=20)
        slots.register("test.aside", nothing, order=10)
        shown = drawn_by(
            '{% slot "test.aside" subject %}', request=RequestFactory().get("/"), subject="the dossier"
        )
    finally:
        slots.unregister("test.aside", second)
        slots.unregister("test.aside", nothing)
    assert shown.count("the dossier") == 1
