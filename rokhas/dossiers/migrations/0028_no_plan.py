import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0027_what_is_contested"), ("zoning", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="ruling",
            name="layer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="zoning.layer",
            ),
        ),
        migrations.AddField(
            model_name="ruling",
            name="no_plan",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="ruling",
            constraint=models.CheckConstraint(
                condition=Q(layer=None) | Q(no_plan=""), name="the_zoning_needs_no_declaration"
            ),
        ),
        migrations.AddConstraint(
            model_name="ruling",
            constraint=models.CheckConstraint(
                condition=Q(kind="stay") | Q(layer=None, no_plan=""),
                name="only_a_stay_says_that_no_plan_exists",
            ),
        ),
    ]
