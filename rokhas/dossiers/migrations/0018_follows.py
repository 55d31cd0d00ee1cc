from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0017_what_an_office_served")]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.PROTECT,
                related_name="followers",
                to="dossiers.dossier",
            ),
        ),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent", None), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"),
                name="a_dossier_never_follows_itself",
            ),
        ),
        migrations.AddField(
            model_name="lapse", name="kept_since", field=models.DateField(blank=True, null=True)
        ),
    ]
