"""`bin/rokhas administrator EMAIL`: install the first administrator of a platform, who installs everybody else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction

from rokhas.accounts.actions import nominate
from rokhas.accounts.models import Office, OfficeKind, Role
from rokhas.kernel.actor import system
from rokhas.kernel.words import Word


class Command(Word):
    help = (
        "Nominate a platform administrator and send the invitation. Whoever runs this word holds the server: "
        "it needs no mandate, and the journal keeps it as the platform's own act."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address of the administrator")
        parser.add_argument("--name-fr", required=True, help="the names in Latin letters")
        parser.add_argument("--name-ar", required=True, help="the names in Arabic letters")
        parser.add_argument("--act", required=True, help="the act of appointment: nature, number, date")
        parser.add_argument(
            "--office-fr", default="Administration de la plateforme", help="the name of the ministry's office"
        )
        parser.add_argument("--office-ar", default="إدارة المنصة", help="the same in Arabic")

    def handle(self, *args: Any, **options: Any) -> None:
        now = datetime.now(UTC)
        with transaction.atomic():
            office = Office.objects.filter(kind=OfficeKind.MINISTRY, unit=None).order_by("pk").first()
            office = office or Office.objects.create(
                kind=OfficeKind.MINISTRY, name_fr=options["office_fr"], name_ar=options["office_ar"]
            )
            mandate = nominate(
                office,
                by=system(now),
                email=options["email"],
                role=Role.PLATFORM_ADMINISTRATOR,
                starts_on=system(now).today(),
                act=options["act"],
                name_fr=options["name_fr"],
                name_ar=options["name_ar"],
            )
        self.say(f"{mandate.person.name} administers the platform; the invitation leaves with the worker.")
        self.answer({"person": mandate.person_id, "mandate": mandate.pk, "office": office.pk})
