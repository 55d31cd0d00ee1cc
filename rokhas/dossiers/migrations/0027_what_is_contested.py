from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0026_maxima")]

    operations = [
        migrations.AlterField(
            model_name="ruling",
            name="sense",
            field=models.CharField(
                blank=True,
                choices=[
                    ("maintained", "Decision maintained"),
                    ("resumed", "Decision quashed"),
                    ("inadmissible", "Appeal not admissible"),
                ],
                max_length=20,
            ),
        ),
        migrations.RemoveConstraint(model_name="ruling", name="one_ruling_of_a_kind"),
        migrations.AddConstraint(
            model_name="ruling",
            constraint=models.UniqueConstraint(
                fields=["dossier", "version", "kind"],
                condition=~Q(kind="answer") & ~Q(kind="cancellation", ended_at__isnull=False),
                name="one_ruling_of_a_kind",
            ),
        ),
    ]
