"""Everybody who ever worked on what is deposited: none of them answers it, whatever they become."""

from collections import defaultdict

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

BATCH = 500


def gather(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """From what is known so far: who opened it, typed it, gave a file, accepted an invitation, served its practice."""
    using = editor.connection.alias
    people: defaultdict[int, set[int]] = defaultdict(set)

    def rows(model: str, dossier: str, person: str, **asked: object) -> None:
        app, _dot, name = model.partition(".")
        found = apps.get_model(app, name).objects.using(using).filter(**{f"{person}__isnull": False}, **asked)
        for of, who in found.values_list(dossier, person).distinct().iterator():
            people[int(str(of).rpartition(":")[2])].add(who)

    rows("journal.Event", "about", "by", kind__in=["draft.opened", "assistance.begun"])
    rows("dossiers.Assistance", "dossier", "clerk")
    rows("dossiers.Piece", "dossier", "added_by")
    rows("dossiers.Invitation", "dossier", "person")
    staff = apps.get_model("accounts", "StaffMember").objects.using(using).filter(person__isnull=False)
    serving: defaultdict[int, set[int]] = defaultdict(set)
    for practice, person in staff.values_list("practice", "person"):
        serving[practice].add(person)
    dossiers = apps.get_model("dossiers", "Dossier").objects.using(using)
    for dossier, practice in dossiers.filter(practice__in=list(serving)).values_list("pk", "practice"):
        people[dossier] |= serving[practice]
    numbers = sorted(people)
    for start in range(0, len(numbers), BATCH):
        held = list(dossiers.filter(pk__in=numbers[start : start + BATCH]).only("pk"))
        for each in held:
            each.prepared_by = f" {' '.join(map(str, sorted(people[each.pk])))} "
        dossiers.bulk_update(held, ["prepared_by"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_staff_of_a_practice"),
        ("dossiers", "0012_what_is_under_way"),
        ("journal", "0002_a_head_is_a_place_and_a_hash"),
    ]

    operations = [
        migrations.AddField("dossier", "prepared_by", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.RunPython(gather, migrations.RunPython.noop),
    ]
