"""What the code says is found; what is not translated is named."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from rokhas.kernel import catalogues

SOURCE = """
from django.utils.translation import gettext as _, ngettext, pgettext
A = _("A dossier")
B = ngettext("%(n)s day", "%(n)s days", 2)
C = pgettext("verb", "File")
"""
TEMPLATE = """{% load i18n %}
    <p>{% translate "Sign in" %}</p>
  {% blocktranslate count n=days trimmed %}
     {{ n }} day left
  {% plural %}
     {{ n }} days left
  {% endblocktranslate %}
"""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    (folder / "templates" / "desk").mkdir(parents=True)
    (folder / "tests").mkdir()
    (folder / "models.py").write_text(SOURCE)
    (folder / "tests" / "test_models.py").write_text('from x import _\n_("Only a test says it")\n')
    (folder / "templates" / "desk" / "page.html").write_text(TEMPLATE)
    return folder


def test_messages_come_from_modules_and_templates_but_not_from_tests(app: Path) -> None:
    found = {(message.context, message.singular, message.plural) for message in catalogues.messages_of(app)}
    assert found == {
        (None, "A dossier", ""),
        (None, "%(n)s day", "%(n)s days"),
        ("verb", "File", ""),
        (None, "Sign in", ""),
        (None, "%(n)s day left", "%(n)s days left"),
    }


def test_two_apps_never_translate_the_same_words_in_two_ways(app: Path, tmp_path: Path) -> None:
    other = tmp_path / "office"
    for folder, file in ((app, "Dossier"), (other, "Fichier")):
        po = catalogues.path_of(folder, "fr")
        po.parent.mkdir(parents=True)
        po.write_text(
            'msgid ""\nmsgstr "Language: fr\\n"\n\n'
            f'msgid "File"\nmsgstr "{file}"\n\n'
            f'msgctxt "verb"\nmsgid "{file}"\nmsgstr "Classer"\n\n'
            'msgid "Yes"\nmsgstr "l\'avis : oui"\n'
        )
    yes = catalogues.path_of(other, "fr")
    yes.write_text(yes.read_text().replace("l'avis : oui", "l’avis\u00a0: oui"))  # the same once printed
    [told] = catalogues.disagreements([app, other], "fr")
    assert all(word in told for word in ("'File'", "'Fichier'", "'Dossier'"))
    assert catalogues.disagreements([app], "fr") == []


def test_an_app_without_its_catalogue_is_incomplete(app: Path) -> None:
    assert catalogues.gaps(app, "ar") == [f"{catalogues.path_of(app, 'ar')} does not exist"]


def test_a_message_added_is_empty_until_translated(app: Path) -> None:
    assert catalogues.update(app, "fr") == 5
    assert len(catalogues.gaps(app, "fr")) == 5


def test_updating_keeps_translations_and_drops_what_is_no_longer_said(app: Path) -> None:
    catalogues.update(app, "fr")
    _translate(catalogues.path_of(app, "fr"), {"A dossier": "Un dossier", "Sign in": "S'identifier"})
    (app / "templates" / "desk" / "page.html").unlink()
    assert catalogues.update(app, "fr") == 0
    kept = catalogues.read(catalogues.path_of(app, "fr"))
    assert kept["A dossier"].string == "Un dossier"
    assert "Sign in" not in kept


def test_a_catalogue_that_says_the_same_is_left_alone(app: Path) -> None:
    catalogues.update(app, "fr")
    po = catalogues.path_of(app, "fr")
    dated = po.read_text().replace('msgid "File"\nmsgstr ""', 'msgid "File"\nmsgstr "Déposer"')
    dated = re.sub(r"POT-Creation-Date: [^\\]*", "POT-Creation-Date: 2020-01-01 00:00+0000", dated)
    po.write_text(dated)
    assert catalogues.update(app, "fr") == 0
    assert po.read_text() == dated
    (app / "models.py").write_text(SOURCE + 'D = _("Another")\n')
    assert catalogues.update(app, "fr") == 1
    assert "Another" in po.read_text()
    assert "2020-01-01" not in po.read_text()


def test_a_compiled_catalogue_answers(app: Path) -> None:
    catalogues.update(app, "fr")
    po = catalogues.path_of(app, "fr")
    _translate(po, {"A dossier": "Un dossier"})
    with catalogues.compile_file(po).open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("A dossier") == "Un dossier"


def test_a_compiled_french_catalogue_has_the_signs_of_print(app: Path) -> None:
    catalogues.update(app, "fr")
    po = catalogues.path_of(app, "fr")
    _translate(po, {"A dossier": "L'avis de l'agence : « %(name)s » ?", "Sign in": "S'identifier"})
    with catalogues.compile_file(po).open("rb") as file:
        said = gettext.GNUTranslations(file).gettext
        assert said("A dossier") == "L’avis de l’agence\u00a0: «\u00a0%(name)s\u00a0»\u00a0?"
        assert said("Sign in") == "S’identifier"


def _translate(po: Path, words: dict[str, str]) -> None:
    with po.open("rb") as file:
        catalog = read_po(file, locale="fr")
    for english, french in words.items():
        catalog[english].string = french
    with po.open("wb") as file:
        write_po(file, catalog)
