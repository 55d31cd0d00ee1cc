"""What an office answered in the dossiers under way, and those that a desk received: found without reading the past."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q


def close(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    tasks = apps.get_model("dossiers", "Task").objects.using(editor.connection.alias)
    tasks.filter(dossier__ended_at__isnull=False).update(under_way=False)


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0011_asked_to_sign"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="under_way",
            field=models.BooleanField(default=True),
        ),
        migrations.RunPython(close, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=Q(("closed_at__isnull", False), ("under_way", True)),
                fields=["office", "dossier"],
                name="task_answered_under_way",
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                condition=Q(("ended_at", None), ("number__isnull", False)),
                fields=["desk"],
                name="dossier_under_way_by_desk",
            ),
        ),
    ]
