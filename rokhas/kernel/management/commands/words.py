"""`bin/rokhas words`: what the platform answers to."""

from typing import Any

from django.core.management import get_commands, load_command_class

from rokhas.kernel.words import Word


class Command(Word):
    help = "List every word of the platform with what it does."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        ours = {name: app for name, app in get_commands().items() if app.startswith("rokhas.")}
        words = {name: str(load_command_class(app, name).help) for name, app in sorted(ours.items())}
        self.say("\nWords of the application (`bin/rokhas WORD --help` for each):\n")
        for name, sentence in words.items():
            self.say(f"  {name:<16}{sentence.splitlines()[0] if sentence else ''}")
        self.say("\nDjango's own commands (migrate, createcachetable, …) are words too.")
        self.answer({"words": words})
