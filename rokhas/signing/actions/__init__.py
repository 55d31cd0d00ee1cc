"""Every act of this room."""

from rokhas.signing.actions.certificates import (
    bind_certificate,
    change_certificate_state,
    withdraw_certificates,
)
from rokhas.signing.actions.finishing import Outcome, finish
from rokhas.signing.actions.preparing import prepare
from rokhas.signing.actions.register import withdraw
from rokhas.signing.actions.sealing import NotSealed, seal, seal_what_waits, sweep_jobs

__all__ = [
    "NotSealed",
    "Outcome",
    "bind_certificate",
    "change_certificate_state",
    "finish",
    "prepare",
    "seal",
    "seal_what_waits",
    "sweep_jobs",
    "withdraw",
    "withdraw_certificates",
]
