"""Those who walk through the country: what each does, in the words of the domain, on the pages themselves.

Everything is found as its reader finds it: by its role and its name in the language of the page.
"""

from __future__ import annotations

import re
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect
from pypdf import PdfReader

from rokhas.procedures.actions import packaged_files
from rokhas.procedures.schema import FormField, Procedure, known_procedures, read_procedure
from sandboxes.treasury.pages import WORDS as TREASURY
from tests.browser.window import SEALING, Someone, Window


class Architect(Someone):
    def opens_a_draft(self) -> int:
        self.at.open("/dossiers/new/building-permit/")
        self.at.press("Start the request")
        expect(self.page).to_have_url(re.compile(r"/dossiers/drafts/\d+/$"))
        found = re.search(r"drafts/(\d+)/", self.page.url)
        assert found
        return int(found[1])

    def answers(self, draft: int) -> None:
        """Every question that applies, page after page; each answer is saved as it is given."""
        for section in procedure().form:
            self.at.open(f"/dossiers/drafts/{draft}/sections/{section.code}/")
            expect(self.page.get_by_role("heading", level=1)).to_have_text(self.in_words(section.names))
            done: set[str] = set()
            while asked := [code for code in self._asked() if code not in done]:
                done.add(asked[0])
                self._answer(asked[0])
            self.page.reload()
            self._finds_the_answers()
            self.at.press("Save and continue")

    def places_the_land(self, draft: int) -> None:
        """By a click on the map, once it shows the town."""
        town = self.country.towns[self.lang]
        self.page.emulate_media(reduced_motion="reduce")  # a map that moves has no place to click
        self.at.open(f"/dossiers/drafts/{draft}/land/")
        commune = self.page.get_by_role("combobox").first
        commune.press_sequentially(town[self.lang])
        self.page.get_by_role("option").filter(has_text=town[self.lang]).first.click()
        board = self.page.get_by_role("application")
        expect(board.locator("path.rk-outline--found")).to_have_count(1)
        spot = self.page.locator("rk-parcel-map").evaluate(
            "(place, at) => { const p = place.map.latLngToContainerPoint(at); return {x: p.x, y: p.y} }",
            [town["lat"], town["lon"]],
        )
        with self.page.expect_response(re.compile(r"[?&]lon=")):
            board.click(position=spot)
        expect(board.locator("path.rk-point")).to_be_visible()
        self.at.press("Save the place")
        self.at.sees("The place of the land is saved.")
        expect(self.page.locator("#competence")).to_contain_text(town[self.lang])

    def gives_the_plans(self, draft: int) -> None:
        """Every document asked, the first in small chunks whose progress is seen."""
        self.at.open(f"/dossiers/drafts/{draft}/pieces/")
        with self.at.forgiving(r"/pieces/: .* status of 422"):  # a file that is doubted
            self._gives_each()

    def _gives_each(self) -> None:
        for number, (code, path) in enumerate(self.country.files[self.lang].items()):
            line = self.page.locator(f"#doc-{code}")
            form = line.locator("form[data-many]")
            if number == 0:
                self._sees_progress(form, path)
            else:
                form.locator("input[type=file]").set_input_files(path)
            arrived = line.get_by_role("link", name=Path(path).name)
            doubted = line.get_by_role("button", name=self.at.said("Send it anyway"))
            expect(arrived.or_(doubted)).to_be_visible()
            if doubted.is_visible():  # one page, where the document has several: the person knows better
                doubted.click()
            expect(arrived).to_be_visible()

    def signs_the_list_of_plans(self, draft: int) -> None:
        self.at.open(f"/dossiers/drafts/{draft}/check/")
        self.signs("Sign the list of the plans")
        self.at.open(f"/dossiers/drafts/{draft}/check/")
        expect(self.page.locator("#manifest .dr-ok")).to_be_visible()

    def lodges(self) -> tuple[str, str]:
        """Check, lodge; the number and the tracking code of the confirmation."""
        self.at.title("Check your answers")
        self.at.press("Lodge the dossier")
        self.at.title("Dossier lodged")
        number, code = self.page.locator("dd.dr-number").all_inner_texts()
        return number.strip(), code.strip()

    def downloads_the_receipt(self) -> Path:
        link = self.at.link("Download the receipt")
        expect(link).to_be_visible(timeout=SEALING)
        return self.at.download(link)

    def leaves_for_the_treasury(self) -> None:
        """From the page of the order, through a page that leads there by itself."""
        self.page.locator("form[action$='/pay']").get_by_role("button").click()
        self.page.wait_for_url(f"{self.country.treasury}/**")

    def pays(self, number: str) -> None:
        """On the treasury's own page, and back."""
        self.at.open(f"/dossiers/{number}/payments/")
        self.at.follow("Pay")
        self.leaves_for_the_treasury()
        column = 1 if self.lang == "ar" else 0
        self.page.get_by_role("button", name=re.compile(f"^{TREASURY['pay'][column]}")).click()
        self.page.wait_for_url(f"{self.country.origin}/**")
        expect(
            self.at.text("Your payment is received. The request goes on; the receipt is with its documents.")
        ).to_be_visible(timeout=SEALING)

    def follows_until(self, number: str, status: str) -> None:
        """Reload the page of the case until its status is that one."""
        wanted = self.page.locator(".ds-head .rk-status").filter(has_text=self.at.said(status))
        for _ in range(SEALING // 1000):
            self.at.open(f"/dossiers/{number}/")
            if wanted.count():
                return
            self.page.wait_for_timeout(1000)
        expect(wanted).to_be_visible()

    def downloads_the_permit(self, number: str) -> Path:
        self.at.open(f"/dossiers/{number}/")
        permit = self.in_words(known_procedures()["building-permit"].names)
        return self.at.download(self.at.link("Download %(name)s", name=permit).first)

    def in_words(self, wording: Any) -> str:
        said: str = wording.ar if self.lang == "ar" else wording.fr
        return said

    def _asked(self) -> list[str]:
        """The questions on the page that have an answer to give."""
        given = self.country.answers[self.lang]
        codes = self.page.locator("[data-question]").evaluate_all(
            "all => all.map(each => each.dataset.question)"
        )
        return [code for code in codes if given.get(code) not in (None, False, "")]

    def _answer(self, code: str) -> None:
        question, value = question_of(code), self.country.answers[self.lang][code]
        place = self.page.locator(f"[data-question='{code}']")
        expect(place).to_contain_text(self.in_words(question.label))
        with self.page.expect_response(re.compile(r"/answers$")) as answered:
            if question.type in {"choice", "multichoice"} and place.get_by_role("combobox").count() == 0:
                for chosen in value if isinstance(value, list) else [value]:
                    label = next(choice.label for choice in question.choices if choice.code == chosen)
                    place.get_by_label(self.in_words(label), exact=True).check()
            elif question.type == "choice":
                place.get_by_role("combobox").select_option(value)
            elif question.type == "boolean":
                place.get_by_role("checkbox").check()
            else:
                box = place.get_by_role("textbox")
                box.fill(str(value))
                box.blur()
        assert answered.value.status == 200, f"{code}={value!r}: {answered.value.text()}"
        expect(self.page.locator("[data-saved]")).not_to_have_class(re.compile("wait|bad"))

    def _finds_the_answers(self) -> None:
        """What was given is there again."""
        for code in self._asked():
            place, question = self.page.locator(f"[data-question='{code}']"), question_of(code)
            if question.type in {"text", "textarea"}:
                given = str(self.country.answers[self.lang][code])
                masked = f"•+{re.escape(given[-3:])}"  # what identifies a person is not shown again whole
                expect(place.get_by_role("textbox")).to_have_value(
                    re.compile(f"^({re.escape(given)}|{masked})$")
                )

    def _sees_progress(self, form: Locator, path: str) -> None:
        size = Path(path).stat().st_size
        chunk = max(1, size // 4)
        form.evaluate("(form, chunk) => { form.dataset.uploadChunk = String(chunk) }", chunk)
        held: list[Any] = []

        def hold(route: Any) -> None:
            request = route.request
            if request.method == "PATCH" and request.headers["upload-offset"] == str(chunk * 2) and not held:
                held.append(route)
            else:
                route.continue_()

        self.page.route("**/uploads/*", hold)
        form.locator("input[type=file]").set_input_files(path)
        bar = form.get_by_role("progressbar")
        expect(bar).to_have_js_property("value", chunk * 2)
        expect(bar).to_have_js_property("max", size)
        for _ in range(SEALING // 100):  # the bar moves before the next chunk has left
            if held:
                break
            self.page.wait_for_timeout(100)
        assert held, "the third chunk waits"
        expect(bar).to_have_js_property("value", chunk * 2)
        held[0].continue_()
        expect(form.get_by_role("progressbar")).to_have_count(0)
        self.page.unroute("**/uploads/*")


class FrontDesk(Someone):
    def finds_everything(self, task: int) -> None:
        """Fill the check-list and ask to declare the dossier admissible: the next page says what follows."""
        self.at.open(f"/work/{task}/check/")
        self._fills_the_check_list()

    def declares_admissible(self, number: str) -> None:
        self.opens_task(number, r"/check/$")
        self.sees_the_plan()
        self._fills_the_check_list()
        self.at.press("Declare admissible")
        expect(self.page).not_to_have_url(re.compile(r"/check/$"))

    def _fills_the_check_list(self) -> None:
        present, follows = self.at.said("Present"), self.at.said("May follow")
        for line in self.page.locator("fieldset.desk-line").all():
            given = line.get_by_label(present, exact=True)
            (given if given.count() else line.get_by_label(follows, exact=True)).check()
        self.at.press("Declare admissible")
        self.at.sees("Declare the dossier admissible?")


class Member(Someone):
    def prepares_an_opinion(self, task: int) -> None:
        self.at.open(f"/work/{task}/opinion/?change")
        self._finds_it_favourable()

    def gives_a_favourable_opinion(self, number: str) -> None:
        self.opens_task(number, r"/opinion/$")
        self.sees_the_plan()
        self._finds_it_favourable()
        self.sees_the_plan()
        self.signs("Sign and give my opinion")

    def _finds_it_favourable(self) -> None:
        for point in self.page.locator("ul.chk [role=radiogroup]").all():
            point.get_by_label(self.at.said("Yes"), exact=True).check(force=True)
        self.page.get_by_role("radiogroup", name=self.at.said("Your opinion")).get_by_label(
            self.at.said("Favourable"), exact=True
        ).check(force=True)
        self.at.press("Prepare my opinion for signature")
        self.at.sees("Your opinion is ready")


class Secretary(Someone):
    def concludes_favourably(self, number: str) -> None:
        self.opens_task(number, r"/conclusion/$")
        self.page.get_by_role(
            "radio", name=re.compile("^" + re.escape(self.at.said("Favourable")))
        ).first.check()
        self.at.press("See what the applicant will receive")
        self.at.press("Conclude")
        expect(self.page).not_to_have_url(re.compile(r"/conclusion/$"))

    def signs_the_minutes(self, number: str) -> None:
        """Once the signatures before are sealed."""
        self.opens_task(number, r"/minutes/$")
        self.sees_the_plan()
        button = self.at.button("Sign the minutes")
        for _ in range(SEALING // 1000):
            if button.is_visible():
                break
            self.page.wait_for_timeout(1000)
            self.page.reload()
        self.signs("Sign the minutes")


class President(Someone):
    def signs_from_the_parapheur(self, number: str) -> None:
        """Reads the file, then comes back and signs."""
        self.at.open("/parapheur/")
        row = self.page.get_by_role("row").filter(has_text=number)
        row.get_by_role("link", name=self.at.said("Read the file")).click()
        self.sees_the_plan()
        self.at.follow("Sign it later with others, from the parapheur")
        self.page.get_by_role("row").filter(has_text=number).get_by_role("checkbox").check()
        self.at.press("Review and sign")
        self.signs("Sign these papers")


class Stranger:
    """Somebody without an account, to whom a paper was shown."""

    def __init__(self, window: Window) -> None:
        self.at, self.page = window, window.page

    def reads_the_code(self, paper: Path) -> str:
        """Twelve letters and figures, printed in groups under the QR code; copied with whatever keeps them together there."""
        text = "".join(page.extract_text() for page in PdfReader(paper).pages)
        group = r"(?:[0-9A-Z]\u2060?){4}"
        found = re.search(rf"(?<![0-9A-Z-]){group}-{group}-{group}(?![0-9A-Z-])", text)
        assert found, text
        return found[0]

    def verifies_the_code(self, code: str) -> None:
        self.at.open("/verify/")
        self.at.fill("Verification code", code)
        self.at.press("Verify the code")

    def verifies_the_file(self, path: Path) -> None:
        self.at.open("/verify/")
        self.at.page.get_by_label(self.at.said("The PDF file"), exact=True).set_input_files(path)
        self.at.press("Verify the file")

    def tracks(self, number: str, code: str) -> None:
        self.at.open("/track/")
        self.at.fill("Number of the dossier", number)
        self.at.fill("Tracking code", code)
        self.at.press("See how far it is")


@cache
def procedure() -> Procedure:
    """The procedure as its last version says it."""
    versions = (file for file in packaged_files() if file.name.startswith("building-permit."))
    return max(map(read_procedure, versions), key=attrgetter("version"))


def question_of(code: str) -> FormField:
    return next(question for question in procedure().fields if question.code == code)
