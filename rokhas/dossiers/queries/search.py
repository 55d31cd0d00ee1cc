"""Dossiers by what they say: number, title number, commune, project, situation, names, in Arabic or in French."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from rokhas.kernel.text import normalise

# A trigram index knows no shorter word.
SHORTEST = 3


def holding(text: str, through: str = "") -> Q:
    """The rows whose dossier holds every word of `text`, compared as they are stored.

    `through` names the relation to the dossier (`"dossier"` for a task), nothing for the dossiers themselves. Words of three
    letters or more are found by an index on both databases.
    """
    asked = Q()
    for word in normalise(text).split():
        if connection.vendor == "sqlite" and len(word) >= SHORTEST:
            rows = RawSQL("SELECT rowid FROM dossiers_search WHERE dossiers_search MATCH %s", [f'"{word}"'])
            asked &= Q(**{f"{through}_id__in" if through else "pk__in": rows})
        else:
            asked &= Q(**{f"{through}__search_text__contains" if through else "search_text__contains": word})
    return asked
