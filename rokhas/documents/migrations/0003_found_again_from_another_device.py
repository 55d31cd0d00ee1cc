from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_how_long_a_file_was_read")]

    operations = [
        migrations.AddField("upload", "fingerprint", models.CharField(max_length=64, blank=True, default=""), preserve_default=False),
        migrations.AddField("upload", "chunks", models.JSONField(default=list)),
    ]
