from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signing", "0002_codes_found_at_once")]

    operations = [
        migrations.AddField(
            model_name="signingjob", name="delegated", field=models.BooleanField(default=False)
        ),
    ]
