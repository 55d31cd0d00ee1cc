"""`bin/rokhas verify FILE… [--json]`."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db import DatabaseError

from rokhas.kernel.words import Refusal, TargetMissed, Word
from rokhas.signing.queries import Verdict, verify


class Command(Word):
    help = (
        "Hold files against the register: exit 0 only when each is an untouched, fully signed document of this register that "
        "still stands. Needs no network."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files", nargs="+", type=Path, metavar="FILE", help="a PDF delivered by this platform"
        )

    def handle(self, *, files: list[Path], **options: Any) -> None:
        answers = [(path, _verified(path)) for path in files]
        for path, verdict in answers:
            self._say(path, verdict)
        accepted = all(verdict.valid for _, verdict in answers)
        self.answer({"valid": accepted, "files": [_as_json(path, verdict) for path, verdict in answers]})
        if not accepted:
            refused = ", ".join(path.name for path, verdict in answers if not verdict.valid)
            raise TargetMissed(f"Not accepted: {refused}.")

    def _say(self, path: Path, verdict: Verdict) -> None:
        self.say(f"{path}: {'VALID' if verdict.valid else 'NOT VALID'} ({verdict.state})")
        for reason in verdict.reasons:
            self.say(f"  {reason}")
        if verdict.facts is not None:
            facts = verdict.facts
            parts = [
                facts.number,
                facts.date.isoformat() if facts.date else "",
                facts.commune_fr,
                facts.nature_fr,
            ]
            self.say("  " + " · ".join(part for part in parts if part))
        for seen in verdict.signatures:
            self.say(f"  {seen.field} ({seen.role}) {seen.at.isoformat() if seen.at else '-'}")


def _verified(path: Path) -> Verdict:
    try:
        with path.open("rb") as file:
            return verify(file)
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.", code="file-unreadable") from error
    except DatabaseError as error:
        raise Refusal("This installation has no register yet.", code="no-register") from error


def _as_json(path: Path, verdict: Verdict) -> dict[str, Any]:
    return {
        "file": str(path),
        "valid": verdict.valid,
        "state": verdict.state,
        "codes": list(verdict.codes),
        "reasons": verdict.reasons,
        "demonstration": verdict.is_demo,
        "facts": asdict(verdict.facts) if verdict.facts else None,
        "signatures": [asdict(seen) for seen in verdict.signatures],
    }
