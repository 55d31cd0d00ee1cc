"""The public enquiry of a story, for the tests of the room that holds it."""

from rokhas.journeys.enquiry import (
    ANSWER,
    COMPLAINT,
    announce,
    close,
    come_to_the_desk,
    conclude,
    of,
    oppose,
)

__all__ = ["ANSWER", "COMPLAINT", "announce", "close", "come_to_the_desk", "conclude", "of", "oppose"]
