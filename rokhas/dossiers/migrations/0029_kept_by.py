"""By what it is known that a permit no longer lapses: until now, the opening of its works alone."""

from django.db.migrations.state import StateApps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def tell_what_was(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    lapses = apps.get_model("dossiers", "Lapse").objects
    lapses.filter(kept_since__isnull=False).update(kept_by="opening")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0028_no_plan")]
    operations = [
        migrations.AddField("lapse", "kept_by", models.SlugField(blank=True, default=""), preserve_default=False),
        migrations.RunPython(tell_what_was, migrations.RunPython.noop),
    ]
