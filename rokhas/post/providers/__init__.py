"""Which transport carries which channel: `settings.POST_TRANSPORTS`, a dotted path by channel."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string

from rokhas.post.models import Channel
from rokhas.post.schema import Transport


def transport(channel: Channel) -> Transport:
    made: Transport = import_string(settings.POST_TRANSPORTS[channel.value])()
    return made
