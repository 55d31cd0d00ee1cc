"""What a transport is given."""

from rokhas.kernel.personal import unseal
from rokhas.post.models import Message
from rokhas.post.schema import Parcel


def parcel_of(message: Message) -> Parcel:
    """The message with its recipient and its secret unsealed, for a transport only."""
    text = unseal(message.secret_sealed) or message.body
    return Parcel(message.key, unseal(message.recipient_sealed), message.subject, text, message.language)
