"""Procedures that only tests run."""

from __future__ import annotations

from pathlib import Path

from rokhas.procedures.actions import seed
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.schema import Procedure, read_procedure

TINY_FILE = Path(__file__).parent / "tiny-declaration.v1.yaml"


def tiny() -> Procedure:
    """The tiny declaration, without a database."""
    return read_procedure(TINY_FILE)


def publish_tiny() -> ProcedureVersion:
    """Publish the tiny declaration, once."""
    seed([TINY_FILE])
    return ProcedureVersion.objects.get(pk=TINY_FILE.stem)
