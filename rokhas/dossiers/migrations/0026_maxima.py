"""The legal maximum of a dossier is watched. What was behind it already on the day of this migration is told to nobody."""

from datetime import datetime
from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

BATCH = 1000
MOROCCO = ZoneInfo("Africa/Casablanca")


def take_up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The dossiers under way are watched from today on: `since` is today, later than the start of their clock, by which the
    first look (`actions.maxima`) knows them."""
    using, now = editor.connection.alias, datetime.now(MOROCCO)
    today, morning = now.date(), now.replace(hour=0, minute=0, second=0, microsecond=0)
    maxima = apps.get_model("dossiers", "Maximum").objects.using(using)
    under_way = (
        apps.get_model("dossiers", "Dossier")
        .objects.using(using)
        .filter(models.Q(resumed_on=None) | models.Q(resumed_on__lt=today), ended_at=None, maximum=None)
    )
    older = under_way.filter(versions__number=1, versions__lodged_at__lt=morning)
    today_again = under_way.filter(versions__lodged_at__gte=morning)
    numbers = list(older.exclude(pk__in=today_again.values("pk")).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), BATCH):
        maxima.bulk_create(
            maxima.model(dossier_id=number, since=today, due_on=today, look_on=today)
            for number in numbers[start : start + BATCH]
        )


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0025_visit_reports"),
    ]

    operations = [
        migrations.CreateModel(
            name="Maximum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField()),
                ("due_on", models.DateField()),
                ("extended", models.BooleanField(default=False)),
                ("reminded", models.PositiveSmallIntegerField(default=0)),
                ("passed_at", models.DateTimeField(blank=True, null=True)),
                ("look_on", models.DateField(blank=True, null=True)),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="maximum",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("look_on__isnull", False)),
                        fields=["look_on"],
                        name="maximum_to_look_at",
                    ),
                    models.Index(
                        condition=models.Q(("look_on__isnull", False), ("passed_at__isnull", False)),
                        fields=["dossier"],
                        name="maximum_passed",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("since"))), name="a_maximum_has_days"
                    )
                ],
            },
        ),
        migrations.RunPython(take_up, migrations.RunPython.noop),
    ]
