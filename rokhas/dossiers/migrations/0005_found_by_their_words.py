from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def index_words(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite's index is kept after every migration (`models/search.py`)."""
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        editor.execute(
            "CREATE INDEX IF NOT EXISTS dossier_search_words ON dossiers_dossier USING gin (search_text gin_trgm_ops)"
        )


def forget_words(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX IF EXISTS dossier_search_words")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0004_what_an_opinion_holds_for")]

    operations = [
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                fields=["-ended_at", "-id"],
                condition=models.Q(ended_at__isnull=False),
                name="dossier_ended_last",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                fields=["office", "closed_at"],
                condition=models.Q(closed_at__isnull=False),
                name="task_answered_by_office",
            ),
        ),
        migrations.RunPython(index_words, forget_words),
    ]
