"""`bin/rokhas messages compile|check|update`: the translations of the interface."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import CommandParser

from rokhas.kernel import catalogues
from rokhas.kernel.words import Refusal, Word


class Command(Word):
    help = "Compile the message catalogues, say what is not translated, or add new messages to them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["compile", "check", "update"])
        parser.add_argument("only", nargs="*", metavar="APP", help="only these apps, e.g. dossiers signing")

    def handle(self, *, act: str, only: list[str], **options: Any) -> None:
        folders = _folders(only)
        if act == "compile":
            self._compile(folders)
        elif act == "update":
            self._update(folders)
        else:
            self._check(folders)

    def _compile(self, folders: list[Path]) -> None:
        files = [po for folder in folders for po in sorted(folder.glob("locale/*/LC_MESSAGES/*.po"))]
        for po in files:
            catalogues.compile_file(po)
        self.say(f"{len(files)} catalogues compiled.")
        self.answer({"compiled": [str(po) for po in files]})

    def _update(self, folders: list[Path]) -> None:
        added = {
            folder.name: {language: catalogues.update(folder, language) for language in catalogues.LANGUAGES}
            for folder in folders
            if any(catalogues.messages_of(folder))
        }
        for app, counts in added.items():
            self.say(
                f"{app}: " + ", ".join(f"{count} new in {language}" for language, count in counts.items())
            )
        self.answer({"added": added})

    def _check(self, folders: list[Path]) -> None:
        gaps = [
            gap
            for folder in folders
            for language in catalogues.LANGUAGES
            for gap in catalogues.gaps(folder, language)
        ]
        gaps += [
            quarrel
            for language in catalogues.LANGUAGES
            for quarrel in catalogues.disagreements(folders, language)
        ]
        for gap in gaps:
            self.say(gap)
        if gaps:
            raise Refusal(
                f"{len(gaps)} messages are missing, empty, fuzzy or translated in two ways.",
                code="messages-incomplete",
            )
        self.say("Every catalogue is complete.")
        self.answer({"complete": True})


def _folders(labels: list[str]) -> list[Path]:
    ours = {app.label: Path(app.path) for app in apps.get_app_configs() if app.name.startswith("rokhas.")}
    unknown = sorted(set(labels) - set(ours))
    if unknown:
        raise Refusal(
            f"No such app: {', '.join(unknown)}. Apps: {', '.join(sorted(ours))}.", code="no-such-app"
        )
    return [ours[label] for label in labels or ours]
