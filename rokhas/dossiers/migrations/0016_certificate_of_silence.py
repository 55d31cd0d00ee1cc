"""The certificate that the administration stayed silent."""

from django.db import migrations, models

from rokhas.dossiers.models import PaperKind


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0015_limits")]
    operations = [
        migrations.AlterField(
            "officialpaper", "kind", models.CharField(choices=PaperKind.choices, max_length=20)
        )
    ]
