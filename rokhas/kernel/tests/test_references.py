import pytest

from rokhas.kernel.references import row_number


@pytest.mark.parametrize(("typed", "number"), [("1", 1), ("42", 42), (str(2**63 - 1), 2**63 - 1)])
def test_a_row_is_named_by_its_number(typed: str, number: int) -> None:
    assert row_number(typed) == number


@pytest.mark.parametrize(
    "typed",
    ["", "0", "01", "1 ", " 1", "1\n", "+1", "-1", "1_0", "1.0", "²", "٤٢", "abc", str(2**63), "9" * 5000],
)
def test_a_row_has_no_other_name(typed: str) -> None:
    assert row_number(typed) is None
