import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("dossiers", "0006_the_receipt_of_a_declaration"),
    ]

    operations = [
        migrations.AddField("piece", "insisted", models.JSONField(default=list)),
        migrations.CreateModel(
            name="FormStyle",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("dense", models.BooleanField()),
            ],
        ),
    ]
