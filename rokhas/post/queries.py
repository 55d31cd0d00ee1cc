"""A message, and what a transport is given of it."""

from django.db.models import BigIntegerField

from rokhas.kernel.fixed import Fixed
from rokhas.kernel.personal import unseal
from rokhas.post.models import Message
from rokhas.post.schema import Parcel

_MESSAGE = Fixed(lambda number: Message.objects.filter(pk=number), number=BigIntegerField())


def read_message(number: int) -> Message:
    """The message of this number. Raises `DoesNotExist`."""
    return _MESSAGE.one(number=number)


def parcel_of(message: Message) -> Parcel:
    """The message with its recipient and its secret unsealed, for a transport only."""
    text = unseal(message.secret_sealed) or message.body
    return Parcel(message.key, unseal(message.recipient_sealed), message.subject, text, message.language)
