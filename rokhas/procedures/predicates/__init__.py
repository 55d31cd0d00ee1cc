"""Named conditions of procedure files. A file names them; what they mean is here, in words an applicant reads.

A predicate is a total function of a dossier's facts: the answers of the form, as given or as read back from JSON (an unanswered
question may be absent, None or an empty string), plus what the platform knows of the place and of the case:

    traits          what the answers chosen imply, by the procedure's own choices (`Procedure.traits`)
    unit_is_urban   the land is in an urban commune (bool; None while the place is not known)
    intake          what the desk found: "admissible", "inadmissible", or "" while it has not concluded
    follows         what is known of the permit that the request comes after: `procedure`, `same_designer`; {} when there is none
    conclusion      its sense: "favourable", "minor_reserves", "changes_asked", "unfavourable", or "" while there is none
"""

from rokhas.procedures.predicates import activity, course, following, land, project
from rokhas.procedures.predicates.registry import REGISTRY, Facts, Predicate, holding, predicate, sentence

__all__ = [
    "REGISTRY",
    "Facts",
    "Predicate",
    "activity",
    "course",
    "following",
    "holding",
    "land",
    "predicate",
    "project",
    "sentence",
]
