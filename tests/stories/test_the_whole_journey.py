"""The whole journey: find, ask, answer, respond, negotiate, sign, seal, check, register, history."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from agreements.models import DataShare, Document, SealedFile
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import CURRENT
from agreements.wording.gaps import MARK, has_gap
from catalogue.search.word_weights import refresh_lexemes
from tests.agreements.assessments import ACCEPTED, ADVISED, JUDGED
from tests.agreements.questionnaire.specimens import full
from tests.cast import PASSWORD, Cast, make_asset, make_bodies, make_cast
from tests.plugins.worker import WorkerProcess
from tests.stories.walker import Walker

pytestmark = pytest.mark.django_db(transaction=True)
ASSET = "Council tax records of households"
# Of a request that opens every branch, between all who take part.
MOST_VIEWS = 235


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def walker(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, browser_context_args: dict[str, Any]
) -> Walker:
    return Walker(browser, live_server.url, javascript=request.param, options=browser_context_args)


def test_the_whole_journey(walker: Walker, celery_worker_process: WorkerProcess, tmp_path: Path) -> None:
    cast = given_two_bodies_and_a_record()
    when_the_acquirer_finds_the_record(walker, cast)
    when_the_acquirer_opens_a_request(walker)
    share = DataShare.objects.get()
    then_both_documents_are_drafted_with_gaps(walker, share)
    when_the_acquirer_answers_everything(walker, share)
    when_the_acquirer_assesses_the_risks(walker, share)
    when_a_colleague_is_invited_and_answers(walker, share, cast)
    when_the_acquirer_sends_it(walker, share, cast)
    when_the_supplier_responds_and_agrees_to_negotiate(walker, share, cast)
    when_the_supplier_proposes_other_wording(walker, share, cast)
    when_officers_advise_and_leads_accept_what_remains(walker, share, cast)
    when_the_acquirer_accepts_and_agrees_every_clause(walker, share, cast)
    when_the_supplier_agrees_every_clause(walker, share, cast)
    when_the_words_are_frozen(walker, share, cast)
    when_both_sign(walker, share, cast)
    pdf = then_the_worker_seals_it_once(walker, share, tmp_path)
    then_anyone_can_check_it(walker, pdf, tmp_path)
    then_the_register_lists_it(walker, share)
    then_the_history_tells_it(walker, share, cast)
    assert walker.views <= MOST_VIEWS


# --- Given -----------------------------------------------------------------------------------------


def given_two_bodies_and_a_record() -> Cast:
    bodies = make_bodies()
    make_asset(bodies.revenue, ASSET)
    refresh_lexemes()
    return make_cast(bodies)


# --- The request -----------------------------------------------------------------------------------


def when_the_acquirer_finds_the_record(walker: Walker, cast: Cast) -> None:
    walker.open("/")
    walker.heading("Share data between public bodies")
    walker.sign_in(cast.acquirer)
    walker.open("/find/")
    walker.page.get_by_label("What are you looking for?").fill("which households pay council tax?")
    walker.press("Search")
    walker.follow(ASSET)
    walker.follow("Ask for this data")


def when_the_acquirer_opens_a_request(walker: Walker) -> None:
    walker.press("Start")
    for slug in ("already-public", "figures-only", "instructions-only", "about-people", "how-often"):
        assert slug in walker.page.url
        step = CURRENT.steps[slug]
        walker.fill({step.keys[0]: full()[step.keys[0]]})
        walker.press("Continue")
    walker.heading(re.compile("You need"))
    walker.press("Start the request")
    walker.heading("Your request")


def then_both_documents_are_drafted_with_gaps(walker: Walker, share: DataShare) -> None:
    for page in ("agreement", "assessment"):
        walker.open(f"/shares/{share.reference}/{page}/")
        walker.reads(re.compile(r"\d+ of \d+ clauses are complete\.\s+\d+ answers are missing"))
        expect(walker.page.locator(".app-gap").first).to_be_visible()
    walker.follow("How will the data help you meet your aim?")
    walker.heading(re.compile("How will the data"))


def when_the_acquirer_answers_everything(walker: Walker, share: DataShare) -> None:
    answers = typed_in()
    walker.open(f"/shares/{share.reference}/request/title/")
    for _ in range(100):
        slug = walker.page.url.rstrip("/").rsplit("/", 1)[1]
        if slug == "request" or slug == "needed-by":
            break
        walker.answer(CURRENT.steps[slug], answers)
        assert not walker.page.url.endswith(f"/{slug}/"), (
            f"{slug} was not accepted: {walker.page.inner_text('main')[:600]}"
        )
    journey = Journey(CURRENT, share.edition.answers.as_mapping())
    assert not journey.missing()


def typed_in() -> dict[str, Any]:
    """Return the full answers with their people typed in, since this data share has its own."""

    def typed(value: Any) -> Any:
        if isinstance(value, list):
            return [typed(item) for item in value]
        if isinstance(value, dict):
            return {key: "other" if key == "chosen" and "name" in value else typed(item) for key, item in value.items()}
        return value

    # Nothing stops an agreement by these answers.
    given = full() | {"transfer": "yes", "dp_check": full()["legal_check"]}
    return {key: typed(value) for key, value in given.items() if not key.startswith("tri_")}


def when_a_colleague_is_invited_and_answers(walker: Walker, share: DataShare, cast: Cast) -> None:
    invite(walker, share, cast.acquirer_colleague.email, "contributor")
    invite(walker, share, cast.acquirer_signatory.email, "signatory", "Chief Executive")
    walker.sign_in(cast.acquirer_colleague)
    walker.open(f"/shares/{share.reference}/request/needed-by/")
    walker.answer(CURRENT.steps["needed-by"], full())
    assert share.edition.answers.get(key="needed_by").author == cast.acquirer_colleague


def when_the_acquirer_assesses_the_risks(walker: Walker, share: DataShare) -> None:
    """Assess one risk after another, as the pages lead on."""
    walker.open(f"/shares/{share.reference}/assessment/")
    walker.follow("Assess the risks to people")
    walker.follow("Assess the next risk")
    judged = {**JUDGED, "is_approved": "yes"}
    for _ in range(30):
        if walker.page.url.endswith("/risks/"):
            break
        walker.fill(judged)
        walker.press("Save and go on")
    walker.reads("Every risk has been assessed.")


def invite(walker: Walker, share: DataShare, email: str, role: str, office: str = "", skill: str = "") -> None:
    walker.open(f"/shares/{share.reference}/people/invite/")
    walker.fill({"email": email, "role": role, "skill": skill, "office": office})
    walker.press("Send invitation")
    walker.heading("People")


def when_the_acquirer_sends_it(walker: Walker, share: DataShare, cast: Cast) -> None:
    walker.sign_in(cast.acquirer)
    walker.open(f"/shares/{share.reference}/request/check/")
    for box in walker.page.get_by_role("checkbox").all():
        box.check()
    walker.press("Send the request")
    walker.heading("Request sent")


# --- The response ----------------------------------------------------------------------------------


def when_the_supplier_responds_and_agrees_to_negotiate(walker: Walker, share: DataShare, cast: Cast) -> None:
    walker.sign_in(cast.supplier)
    walker.follow(re.compile("Respond to the request from"))
    walker.open(f"/shares/{share.reference}/response/purpose/")
    walker.fill({"verdict": "agree_with_change", "note": "Say which winter."})
    walker.press("Save and continue")
    walker.open(f"/shares/{share.reference}/response/decide/")
    walker.fill({"outcome": "accept"})
    walker.press("Confirm your decision")
    share.refresh_from_db()
    assert share.edition.state == "negotiating"
    invite(walker, share, cast.supplier_signatory.email, "signatory", "Director of Records")


# --- The negotiation -------------------------------------------------------------------------------


def when_the_supplier_proposes_other_wording(walker: Walker, share: DataShare, cast: Cast) -> None:
    for clause in share.edition.clauses.select_related("current"):
        assert clause.current
        if has_gap(clause.current.text):
            propose(walker, share, clause.pk, MARK.sub("as the parties agree", clause.current.text))
    first = share.edition.clauses.select_related("current").order_by("position")[1]
    assert first.current
    propose(walker, share, first.pk, f"{first.current.text}\n\nThe parties publish this memorandum.")


def propose(walker: Walker, share: DataShare, clause: int, text: str) -> None:
    walker.open(f"/shares/{share.reference}/clause/{clause}/propose/?as=text")
    walker.fill({"text": text, "reason": "So that nothing is left open."})
    walker.press("Continue")
    expect(walker.page.locator(".tracked ins").first).to_be_visible()
    walker.press("Send proposal")
    walker.reads(re.compile("You proposed different wording"))


def when_officers_advise_and_leads_accept_what_remains(walker: Walker, share: DataShare, cast: Cast) -> None:
    for lead, officer in ((cast.supplier, cast.supplier_expert), (cast.acquirer, cast.acquirer_expert)):
        walker.sign_in(lead)
        invite(walker, share, officer.email, "adviser", skill="data_protection")
        walker.sign_in(officer)
        walker.open(f"/shares/{share.reference}/risks/")
        walker.follow("Give the advice of the data protection officer")
        walker.fill(dict(ADVISED))
        walker.press("Give this advice")
        walker.reads("You advised")
        walker.sign_in(lead)
        walker.open(f"/shares/{share.reference}/risks/")
        walker.follow("Accept the risk that remains")
        walker.fill(dict(ACCEPTED))
        walker.press("Accept the risk that remains")
        walker.reads("You accepted the risk that remains")


def when_the_acquirer_accepts_and_agrees_every_clause(walker: Walker, share: DataShare, cast: Cast) -> None:
    walker.sign_in(cast.acquirer)
    walker.follow(re.compile(r"Decide on \d+ proposals?"))
    waiting = walker.page.locator('input[name="proposal"]').all()
    for box in waiting[1:]:
        box.check()
    walker.press("Accept selected proposals")
    walker.reads(re.compile(rf"You accepted {len(waiting) - 1} proposals?\."))
    walker.follow("See the clause and its comments")
    walker.press("Accept proposal")
    walker.fill({"text": "Thank you, that is clearer.", "private": "no"})
    walker.press("Add comment")
    walker.reads("Thank you, that is clearer.")
    agree_everything(walker, share)


def agree_everything(walker: Walker, share: DataShare) -> None:
    """Agree both documents, each on one page beside the words, as the pages lead on."""
    walker.open(f"/shares/{share.reference}/agreement/")
    walker.follow(re.compile("read and agree all clauses of this document on one page"))
    for _ in Document:
        if walker.javascript:
            walker.page.get_by_role("button", name="Select all clauses on this page").click()
        else:
            for box in walker.page.locator('input[name="clause"]').all():
                box.check()
        walker.press("Agree selected clauses")
        walker.reads(re.compile(r"You agreed \d+ clause"))
        if not walker.page.locator('input[name="clause"]').count():
            break
    walker.heading(re.compile("assessment|agreement|memorandum", re.IGNORECASE))
    assert walker.page.get_by_role("link", name=re.compile("Read and agree")).count() == 0


def when_the_supplier_agrees_every_clause(walker: Walker, share: DataShare, cast: Cast) -> None:
    walker.sign_in(cast.supplier)
    agree_everything(walker, share)
    for document in Document:
        walker.open(f"/shares/{share.reference}/draft/{document.value}/")


# --- Signing ---------------------------------------------------------------------------------------


def when_the_words_are_frozen(walker: Walker, share: DataShare, cast: Cast) -> None:
    walker.open(f"/shares/{share.reference}/agreement/")
    walker.follow("Freeze the text and ask for signatures")
    walker.fill({"order": "any", "entry_read": "on"})
    walker.press("Freeze the text and ask for signatures")
    walker.heading("Out for signature")


def when_both_sign(walker: Walker, share: DataShare, cast: Cast) -> None:
    for signatory in (cast.acquirer_signatory, cast.supplier_signatory):
        walker.sign_in(signatory)
        walker.follow(re.compile("Read and sign the agreement"))
        for box in walker.page.get_by_role("checkbox").all():
            box.check()
        walker.page.locator('[name="proof"]').fill(PASSWORD)
        walker.press("Sign")
        walker.heading("You have signed")
    walker.reads("The agreement is in force")


def then_the_worker_seals_it_once(walker: Walker, share: DataShare, tmp_path: Path) -> Path:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not SealedFile.objects.exists():
        time.sleep(0.2)
    assert SealedFile.objects.count() == 1
    walker.open(f"/shares/{share.reference}/files/")
    with walker.page.expect_download() as download:
        walker.page.get_by_role("link", name="Download the sealed PDF").click()
    pdf = tmp_path / "sealed.pdf"
    download.value.save_as(pdf)
    assert pdf.read_bytes().startswith(b"%PDF-")
    return pdf


# --- What anyone sees -----------------------------------------------------------------------------


def then_anyone_can_check_it(walker: Walker, pdf: Path, tmp_path: Path) -> None:
    walker.sign_out()
    check(walker, pdf)
    walker.heading("Genuine and in force")
    content = bytearray(pdf.read_bytes())
    content[len(content) // 2] ^= 1
    altered = tmp_path / "altered.pdf"
    altered.write_bytes(content)
    check(walker, altered)
    walker.heading("This file has been changed")


def check(walker: Walker, pdf: Path) -> None:
    walker.open("/verify/")
    walker.page.locator('input[type="file"]').set_input_files(pdf)
    walker.press("Check the PDF")


def then_the_register_lists_it(walker: Walker, share: DataShare) -> None:
    walker.open("/register/")
    walker.follow(str(full()["title"]))
    walker.reads("Barchester City Council")
    assert "Amina" not in walker.page.inner_text("main")


def then_the_history_tells_it(walker: Walker, share: DataShare, cast: Cast) -> None:
    walker.sign_in(cast.acquirer)
    walker.open(f"/shares/{share.reference}/history/")
    walker.reads(re.compile("sealed version 1 of the agreement"))
    walker.reads(re.compile("Victor Stone .* gave the last signature"))
