"""When the next reminder of a step is told, and how many are behind."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0013_who_prepared_it")]
    operations = [
        migrations.AddField("task", "remind_on", models.DateField(blank=True, null=True)),
        migrations.AddField("task", "reminded", models.PositiveSmallIntegerField(default=0)),
        migrations.AddIndex(
            "task",
            models.Index(
                fields=["remind_on"],
                condition=Q(closed_at=None, superseded_at=None),
                name="task_open_by_reminder",
            ),
        ),
    ]
