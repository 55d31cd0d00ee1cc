from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0005_found_by_their_words"),
    ]

    operations = [
        migrations.AlterField(
            model_name="officialpaper",
            name="kind",
            field=models.CharField(
                choices=[
                    ("receipt", "Receipt of deposit"),
                    ("manifest", "Manifest of plans"),
                    ("opinion", "Opinion"),
                    ("minutes", "Minutes"),
                    ("inadmissibility", "Letter of inadmissibility"),
                    ("reserves", "Letter of reserves"),
                    ("changes", "Letter asking for changes"),
                    ("refusal", "Refusal"),
                    ("quittance", "Payment receipt"),
                    ("permit", "Permit"),
                    ("acknowledgement", "Receipt of declaration"),
                ],
                max_length=20,
            ),
        ),
    ]
