"""How the keys and the choices of a procedure are called on the pages of those who write it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rokhas.accounts.models import OfficeKind, Role

KEYS: dict[str, str | Promise] = {
    "names": _("Name"),
    "subjects": _("What it is about"),
    "certainty": _("How sure it is"),
    "note": _("Note"),
    "desk": _("Who receives the deposit: the first that is open there"),
    "filers": _("Who may file it"),
    "follows": _("The permit it comes after"),
    "windows": _("Periods in which it may be filed"),
    "eligibility": _("Check before the request"),
    "professionals": _("Professionals whom the law makes compulsory"),
    "invited": _("Professionals who may be invited"),
    "classes": _("Kinds of dossier"),
    "form": _("Form"),
    "documents": _("Documents"),
    "steps": _("Steps"),
    "fees": _("Taxes and fees"),
    "limits": _("Delays of the whole"),
    "validity": _("Validity"),
    "follow_ups": _("What may follow"),
    "laws": _("Texts"),
    "decision": _("Sentence of the signed paper"),
    "conditions": _("Conditions written on what is granted"),
    "procedures": _("Procedures"),
    "required": _("An answer is required"),
    "standing": _("In which state the permit before it must be"),
    "after": _("Comes after"),
    "law": _("Text of law"),
    "quantity": _("How many"),
    "unit": _("Unit"),
    "starts": _("Counted from"),
    "text": _("Text"),
    "ar": _("In Arabic"),
    "fr": _("In French"),
    "article": _("Article"),
    "mapped": _("Numbered as in the text in force"),
    "opens": _("First day"),
    "closes": _("Last day"),
    "ways": _("Ways out of the check"),
    "questions": _("Questions"),
    "code": _("Code"),
    "procedure": _("Procedure it leads to"),
    "ask": _("Whom to ask"),
    "why": _("Why"),
    "of": _("Question of the form it stands for"),
    "when": _("Only when"),
    "label": _("Question or answer"),
    "help": _("Help"),
    "choices": _("Answers"),
    "group": _("Heading"),
    "gives": _("Answers of the form that it gives"),
    "leads": _("Way out it takes"),
    "role": _("Role"),
    "body": _("Register"),
    "any_of": _("When any of these holds"),
    "shown_by": _("Explained to the applicant by"),
    "reads": _("Documents that they see"),
    "signs": _("They sign one list of their files"),
    "fields": _("Questions"),
    "type": _("Kind of answer"),
    "min": _("Smallest answer"),
    "max": _("Largest answer"),
    "max_length": _("Most letters"),
    "format": _("Format"),
    "personal": _("Personal datum"),
    "sealed": _("Encrypted and shown masked"),
    "reusable": _("Kept by the person for their next requests"),
    "stated": _("Stated by the permit itself"),
    "meaning": _("Meaning for papers and lists"),
    "in_language": _("Asked in"),
    "traits": _("What it implies"),
    "purpose": _("Why it is asked"),
    "retention": _("How long it is kept"),
    "kind": _("Kind"),
    "provided_by": _("Given by"),
    "signed_by": _("Signed by"),
    "plan": _("It is a plan"),
    "arises_from": _("Where it comes from"),
    "due": _("By when"),
    "media": _("Kinds of file"),
    "pages_min": _("Least number of pages"),
    "pages_certainty": _("How sure this number is"),
    "recent": _("Asked recent"),
    "sources": _("Where it was read"),
    "days": _("Days"),
    "kind_certainty": _("How sure its kind is"),
    "by": _("Offices"),
    "choose": _("Which of these offices"),
    "roles": _("Who acts there"),
    "within": _("Delay"),
    "silence": _("Silence"),
    "conforming": _("Offices whose agreement is indispensable"),
    "conforming_law": _("Text that makes their agreement indispensable"),
    "unanimous": _("Text by which one unfavourable opinion is enough for a refusal"),
    "signers": _("Who signs, in this order"),
    "paper": _("Paper that is signed"),
    "among": _("Which offices are asked again"),
    "senses": _("Senses of the conclusion"),
    "effect": _("What silence means"),
    "since": _("Since"),
    "reminders": _("Reminders"),
    "working_days": _("Working days before (negative) or after"),
    "tells": _("Who is told"),
    "payee": _("Paid to"),
    "delay": _("Delay"),
    "unless": _("Unless"),
    "renewable": _("Renewable"),
    "cases": _("Other delays, where they apply"),
}

CERTAINTIES: dict[str, str | Promise] = {
    "sourced": pgettext_lazy("certainty", "read in its source"),
    "memory": pgettext_lazy("certainty", "known, to be checked against the text"),
    "constructed": pgettext_lazy("certainty", "by analogy, to be confirmed"),
    "unsure": pgettext_lazy("certainty", "not certain"),
}

# What a choice is called, by its key where one code means two things.
CHOICES: dict[str, dict[str, str | Promise]] = {
    "": {
        **CERTAINTIES,
        **{str(value): label for value, label in OfficeKind.choices},
        **{str(value): label for value, label in Role.choices},
    },
    "subjects": {
        "construction": _("building"), "regularisation": _("regularisation"), "repair": _("repair"),
        "demolition": _("demolition"), "subdivision": _("subdivision"), "division": _("division"),
        "completion": _("end of works"), "occupation": _("occupation of the public domain"), "activity": _("activity"),
    },
    "unit": {
        "working_days": _("working days"), "days": _("days"), "months": _("months"), "years": _("years"),
    },
    "starts": {
        "opened": _("the opening of the step"), "lodged": _("the deposit"), "session": _("the session announced by the receipt"),
        "notified": _("the notification"), "granted": _("the decision"), "paid": _("the payment"),
    },
    "effect": {
        "escalate": _("no right: reminders, then the governor"), "tacit_opinion": _("the opinion is taken as given"),
        "tacit_permit": _("the permit is taken as granted"), "substitution": _("another authority decides in its place"),
    },
    "tells": {"holder": _("whoever must answer"), "secretary": _("the secretary"), "governor": _("the governor")},
    "choose": {"each": _("each of them"), "first": _("the first that is open there"), "open": _("those that are open there")},
    "paper": {
        "permit": _("authorisation"), "acknowledgement": _("receipt of a declaration"),
        "inadmissibility": _("letter of inadmissibility"),
        "reserves": _("letter of minor reserves"), "changes": _("letter that asks changes"), "refusal": _("refusal"),
    },
    "among": {"all": _("all of them"), "reserving": _("those whose reserves stand, or whose agreement is needed")},
    "senses": {
        "favourable": _("favourable"), "minor_reserves": _("minor reserves"), "changes_asked": _("changes asked"),
        "unfavourable": _("unfavourable"),
    },
    "kind": {
        "main": _("main: without it the dossier cannot be admitted"), "information": _("of information: it may follow"),
        "optional": _("optional"),
        "check": _("check"), "dispatch": _("sending to the members"), "opinion": _("opinion"), "conclusion": _("conclusion"),
        "minutes": _("minutes"), "payment": _("payment"), "signature": _("signature"), "visit": _("visit"),
        "enquiry": _("public enquiry"), "delivery": _("delivery"), "declaration": _("declaration of the applicant"),
    },
    "arises_from": {
        "upload": _("a file that is uploaded"), "form": _("made from the answers"), "payment": _("receipt of a payment"),
    },
    "due": {"deposit": _("at the deposit"), "delivery": _("before the delivery"), "site_opening": _("before the works begin")},
    "in_language": {"fr": _("French"), "ar": _("Arabic")},
    "type": {
        "text": _("a line"), "textarea": _("a few lines"), "integer": _("a whole number"), "decimal": _("a number"),
        "date": _("a date"), "boolean": _("yes or no"), "choice": _("one answer of a list"),
        "multichoice": _("several answers of a list"), "identity": _("an identity number"), "parcel": _("a place"),
    },
    "code": {
        "legal_maximum": _("legal maximum"), "reference": _("reference of the bulletin"),
        "tacit_permit": _("silence of the whole"),
        "copies": _("copies to the administrations"), "notification": _("notification"), "remedy": _("remedy"),
    },
    "standing": {"in_force": _("in force"), "past_validity": _("past its validity")},
}  # fmt: skip


def of_key(key: str) -> str:
    """What a key is called; its own words where it was given no name."""
    return str(KEYS.get(key) or key.replace("_", " "))


def of_choice(key: str, code: str) -> str:
    """What a choice of a key is called; its own words where it was given no name."""
    return str(CHOICES.get(key, {}).get(code) or CHOICES[""].get(code) or code.replace("_", " "))
