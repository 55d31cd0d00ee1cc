from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rokhas.post.providers.embedded import Embedded
from sandboxes.mail import PostOffice
from sandboxes.sms import Gateway


@pytest.fixture(autouse=True)
def boxes() -> Iterator[dict[str, Any]]:
    yield Embedded.boxes
    Embedded.boxes.clear()


@pytest.fixture
def mail(tmp_path: Path, settings: Any) -> Iterator[PostOffice]:
    """The mail relay of the demonstration, over real SMTP."""
    office = PostOffice(tmp_path / "mail")
    office.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.smtp_port
    settings.MAIL_STATUS_URL = office.url
    yield office
    office.stop()


@pytest.fixture
def sms(tmp_path: Path, settings: Any) -> Iterator[Gateway]:
    gateway = Gateway(tmp_path / "sms")
    gateway.start()
    settings.SMS_URL = gateway.url
    yield gateway
    gateway.stop()
