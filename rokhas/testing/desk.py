"""A deposit that begins at the desk, for the tests of the apps below: the stories of the demonstration, told by a scene."""

from rokhas.journeys.desk import (
    RAHMA,
    begin,
    consent,
    deposit_at_desk,
    received,
    type_everything,
    typist,
)

__all__ = ["RAHMA", "begin", "consent", "deposit_at_desk", "received", "type_everything", "typist"]
