"""What is said at each turn of a draft is kept; of those before, the last is what the draft still says."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def keep_the_last(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    drafts = apps.get_model("procedures", "NextVersion").objects
    for draft in drafts.exclude(effective_from=None).only("state", "reason", "remark", "turns"):
        if draft.state in {"submitted", "published"}:
            draft.turns = [["submitted", draft.reason]]
        elif draft.remark:
            draft.turns = [["submitted", draft.reason], ["written", draft.remark]]
        if draft.turns:
            draft.save(update_fields=["turns"])


class Migration(migrations.Migration):

    dependencies = [
        ("procedures", "0004_entries"),
    ]

    operations = [
        migrations.AddField("nextversion", "turns", models.JSONField(default=list)),
        migrations.RunPython(keep_the_last, migrations.RunPython.noop),
    ]
