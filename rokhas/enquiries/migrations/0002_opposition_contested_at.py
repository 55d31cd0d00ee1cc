from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enquiries", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="opposition",
            name="contested_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
