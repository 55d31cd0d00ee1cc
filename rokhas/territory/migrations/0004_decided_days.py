"""Days off decided on the platform: for the whole country or for the offices of a place, and withdrawn without being erased."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("territory", "0003_land_titles")]
    operations = [
        migrations.AddField(
            "holiday",
            "unit",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.unit",
            ),
        ),
        migrations.AddField(
            "holiday",
            "office_kind",
            models.CharField(blank=True, default="", max_length=30),
            preserve_default=False,
        ),
        migrations.AddField("holiday", "decided_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("holiday", "withdrawn_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(
            "holiday",
            "kind",
            models.CharField(
                choices=[
                    ("fixed", "Fixed feast"),
                    ("lunar", "Lunar feast"),
                    ("exceptional", "Exceptional day off"),
                    ("worked", "Day worked after all"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            "holiday",
            models.UniqueConstraint(
                fields=["date"],
                condition=Q(unit=None, decided_at__isnull=False, withdrawn_at=None),
                name="one_decision_in_force_per_day",
            ),
        ),
        migrations.AddConstraint(
            "holiday",
            models.UniqueConstraint(
                fields=["date", "unit", "office_kind"],
                condition=Q(unit__isnull=False, withdrawn_at=None),
                name="one_local_decision_in_force_per_day",
            ),
        ),
        migrations.AddConstraint(
            "holiday",
            models.CheckConstraint(
                condition=Q(decided_at__isnull=False) | Q(withdrawn_at=None, unit=None, office_kind=""),
                name="only_a_decision_is_local_or_withdrawn",
            ),
        ),
    ]
