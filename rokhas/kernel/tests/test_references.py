import pytest

from rokhas.kernel.references import read_code, row_number, visible


@pytest.mark.parametrize(("typed", "number"), [("1", 1), ("42", 42), (str(2**63 - 1), 2**63 - 1)])
def test_a_row_is_named_by_its_number(typed: str, number: int) -> None:
    assert row_number(typed) == number


@pytest.mark.parametrize(
    "typed",
    ["", "0", "01", "1 ", " 1", "1\n", "+1", "-1", "1_0", "1.0", "²", "٤٢", "abc", str(2**63), "9" * 5000],
)
def test_a_row_has_no_other_name(typed: str) -> None:
    assert row_number(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "7K3M-Q9TD-42XN",
        "7k3m q9td 42xn",
        "7K3M\u2060-Q9TD\u2060-42XN",
        "\u20667K3M‑Q9TD‑42XN\u2069",
        "7K3M–Q9TD—42XN\u200e",
    ],
)
def test_a_code_is_read_as_it_is_typed_or_copied_from_a_paper(typed: str) -> None:
    assert read_code(typed) == "7K3MQ9TD42XN"


def test_a_number_copied_from_a_paper_keeps_only_what_is_seen() -> None:
    assert visible("\u2066PCT\u2060-2026\u2060-045010107\u2060-00042\u2069") == "PCT-2026-045010107-00042"
