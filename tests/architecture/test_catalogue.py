"""Words that two rooms may not import from each other are the same words."""

from typing import get_args

from rokhas.accounts.models import OfficeKind, Role
from rokhas.procedures.actions import packaged_files
from rokhas.procedures.checks import mistakes_in_file
from rokhas.procedures.schema import CERTAINTIES, OFFICE_KINDS, ROLES, FeeCode
from rokhas.tariffs import schema as tariffs
from rokhas.tariffs.queries import FEES
from rokhas.territory.models import Certainty
from tests.architecture.sources import read


def test_procedure_files_name_the_roles_that_people_hold() -> None:
    assert set(Role.values) == ROLES


def test_procedure_files_name_the_kinds_of_office_that_exist() -> None:
    assert set(OfficeKind.values) - {OfficeKind.PRACTICE} == OFFICE_KINDS


def test_every_fee_a_file_may_name_is_calculated() -> None:
    assert set(get_args(FeeCode)) == set(FEES)


def test_one_scale_of_certainty() -> None:
    assert CERTAINTIES == tariffs.CERTAINTIES == tuple(Certainty.values)


def test_every_procedure_file_is_without_mistake() -> None:
    assert [str(mistake) for file in packaged_files() for mistake in mistakes_in_file(file)] == []


def test_the_permit_of_an_occupation_says_what_it_was_charged_for() -> None:
    """Its surface, its days, its places: what bounds it is read on the paper itself."""
    for procedure in map(read, packaged_files()):
        stated = {field.code for field in procedure.fields if field.stated}
        for fee in procedure.fees:
            if occupation := tariffs.OCCUPATIONS.get(fee.code):
                assert set(occupation.counted) <= stated, (procedure.code, fee.code)
