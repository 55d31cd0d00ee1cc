"""Codes and links that open something: sealed while they wait, and gone once they have left."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

# The keys under which such texts were written until now.
KEYS = ("account:", "desk-code-", "practice:", "invitation:")


def erase(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """What left already; what still waits leaves as it is."""
    keyed = Q()
    for key in KEYS:
        keyed |= Q(key__startswith=key)
    message = apps.get_model("post", "Message")
    message.objects.using(editor.connection.alias).filter(keyed).exclude(state="queued").update(body="")


class Migration(migrations.Migration):
    dependencies = [("post", "0001_initial")]

    operations = [
        migrations.AlterField("message", "body", models.TextField(blank=True)),
        migrations.AddField(
            "message", "secret_sealed", models.TextField(blank=True, default=""), preserve_default=False
        ),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=Q(state="queued") | Q(secret_sealed=""), name="a_secret_does_not_outlive_its_sending"
            ),
        ),
        migrations.RunPython(erase, migrations.RunPython.noop),
    ]
