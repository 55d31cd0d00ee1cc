from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0016_certificate_of_silence")]

    operations = [
        migrations.AddIndex(
            model_name="task", index=models.Index(fields=["office", "dossier"], name="task_of_office")
        ),
        # The index above begins with the office: the one of the foreign key says no more.
        migrations.AlterField(
            model_name="task",
            name="office",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=models.PROTECT,
                related_name="tasks",
                to="accounts.office",
            ),
        ),
    ]
