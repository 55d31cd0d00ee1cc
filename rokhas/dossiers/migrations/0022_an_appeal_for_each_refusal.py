import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0021_rulings")]

    operations = [
        migrations.AlterField(
            model_name="appeal",
            name="against",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appeals",
                to="dossiers.officialpaper",
            ),
        ),
        migrations.RemoveConstraint(model_name="appeal", name="one_appeal_of_a_kind"),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(fields=("against", "code"), name="one_appeal_of_a_kind"),
        ),
    ]
