from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0002_opinion_draft")]

    operations = [
        migrations.AddField(model_name="piece", name="late", field=models.BooleanField(default=False)),
    ]
