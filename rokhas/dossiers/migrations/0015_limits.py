"""What passed limits do to a dossier: a limit of the whole dossier, a governor's time limit, the end of a validity."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CERTAINTIES = [(each, each) for each in ("sourced", "memory", "constructed", "unsure")]


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0014_reminders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="PassedLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField()),
                ("version", models.PositiveSmallIntegerField()),
                ("due_on", models.DateField()),
                ("certainty", models.CharField(choices=CERTAINTIES, max_length=12)),
                ("obstacle", models.SlugField(blank=True)),
                ("noted_at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passed_limits",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("dossier", "code", "version"), name="a_limit_passes_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="TimeLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateField()),
                ("set_at", models.DateTimeField()),
                ("passed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_limits",
                        to="dossiers.task",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("passed_at", None)), fields=["until"], name="time_limit_running"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Lapse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField()),
                ("on", models.DateField()),
                ("reminded", models.PositiveSmallIntegerField(default=0)),
                ("lapsed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lapse",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("lapsed_at", None)), fields=["on"], name="lapse_to_come")
                ]
            },
        ),
    ]
