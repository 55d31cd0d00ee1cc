from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_found_again_from_another_device")]

    operations = [
        migrations.AddField("document", "photographed", models.BooleanField(default=False)),
        migrations.AddField(
            "document",
            "scan",
            models.CharField(
                choices=[("off", "Off"), ("waiting", "Waiting"), ("clean", "Clean"), ("infected", "Infected")],
                db_index=True,
                default="off",
                max_length=10,
            ),
        ),
    ]
