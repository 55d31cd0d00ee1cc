from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def index_codes(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """A paper is verified at the same cost whatever the register holds: a tree of codes has one more level each hundredfold."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE INDEX IF NOT EXISTS registered_code_at_once ON signing_registeredfile USING hash (code) WHERE code <> ''"
        )


def forget_codes(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX IF EXISTS registered_code_at_once")


class Migration(migrations.Migration):
    dependencies = [("signing", "0001_initial")]

    operations = [migrations.RunPython(index_codes, forget_codes)]
