"""“What happens next”, for every state, side and role."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest
import time_machine
from django.utils import timezone

from agreements.members import actions as members
from agreements.models import DataShare, Outcome, Reason, SealJob, Verdict
from agreements.overview.what_happens_next import SENTENCES
from agreements.questionnaire.question_sets import question_set
from agreements.responding import actions as responding
from agreements.signing import actions as sign_off
from agreements.signing import freezing
from agreements.states import Role, State
from catalogue.models import DataAsset
from datashare.lib.clock import long_date
from tests.agreements import stages
from tests.cast import Cast
from tests.support.visiting import Seen, Visitor, address

pytestmark = pytest.mark.django_db
PANEL: Final = "//div[@class='next-panel']"
AMINA, SUNITA = "Amina Okafor (Barchester City Council)", "Sunita Rao (Office for Records)"
DILYS, VICTOR = "Dilys Morgan (Barchester City Council)", "Victor Stone (Office for Records)"
READERS: Final = ("acquirer_expert", "acquirer_signatory", "onlooker")
SUPPLIERS: Final = ("supplier", "supplier_colleague", "supplier_expert", "supplier_signatory")
AGAIN: Final = "Ask again for “Council tax records of households”"
REUSE: Final = "Use these answers for a new request"
RECONSIDER = "Ask for the refusal to be reconsidered"
OTHER: Final = "Find other data or another organisation that holds it"


def sentence(page: Seen) -> str:
    return page.all(f"{PANEL}/p")[0]


def button(page: Seen) -> str:
    return "".join(page.all(f"{PANEL}/a"))


def links(page: Seen) -> list[str]:
    return page.all(f"{PANEL}/ul//a")


# People, what the sentence says ({today} is the day), the button.
Row = tuple[tuple[str, ...], list[str], str]
SAID: Final[dict[Callable[..., DataShare], list[Row]]] = {
    stages.draft: [
        (("acquirer",), ["Check your answers, then send the request."], "Check your answers and send the request"),
        (("acquirer_colleague", *READERS), ["40 of 40 required questions", f"Waiting for {AMINA} to send"], ""),
    ],
    stages.submitted: [
        (("acquirer", "acquirer_colleague"), ["Waiting for Office for Records to respond.", "We will tell you"], ""),
        (READERS, ["Waiting for Office for Records to respond.", "sent the request on {today}. No one has"], ""),
        (("supplier",), ["sent the request on {today}.", "Then return the request"], "Respond to the request from"),
        (("supplier_colleague", "supplier_expert"), [f"{SUNITA} will decide."], "Respond to the request from"),
        (("supplier_signatory",), [f"Waiting for {SUNITA} to decide, since {{today}}."], ""),
    ],
    stages.assessing: [
        (("acquirer", *READERS), [f"Waiting for {SUNITA} to decide.", "Office for Records has been responding"], ""),
        (("supplier",), ["1 of 10 sections has a response.", "Then return the request"], "Respond to the request from"),
    ],
    stages.returned: [
        (
            ("acquirer",),
            ["returned the request with 2 comments on {today}. Read the comments", "Then send the request again."],
            "Answer the comments from Office for Records",
        ),
        (("acquirer_colleague",), [f"Then ask {AMINA} to send the request again."], "Answer the comments from"),
        ((*READERS, *SUPPLIERS), ["2 comments on {today}. Waiting for Barchester City Council", "since {today}."], ""),
    ],
    stages.refused: [
        (
            ("acquirer", "acquirer_colleague"),
            [
                f"{SUNITA} refused the request on {{today}}. The reason: there is no power to disclose the data.",
                "ask again",
            ],
            "",
        ),
        ((*READERS, *SUPPLIERS), ["You do not need to do anything."], ""),
    ],
    stages.withdrawn: [
        (("acquirer",), [f"{AMINA} withdrew the request on {{today}}.", "step 2 of 5: Response.", "a new one"], ""),
        ((*READERS, *SUPPLIERS), ["You do not need to do anything."], ""),
    ],
    stages.negotiating: [
        (("acquirer", "acquirer_colleague"), ["Barchester City Council must still agree"], "Agree"),
        (("supplier", "supplier_colleague"), ["Office for Records must still agree"], "Agree"),
        (("acquirer_expert", "supplier_expert"), ["Comment on the clauses"], "Advise on the clauses"),
        (("acquirer_signatory", "supplier_signatory"), ["to agree the clauses. You sign after that"], ""),
        (("onlooker",), ["Waiting for Barchester City Council and Office for Records to agree the clauses."], ""),
    ],
    stages.agreed: [
        (("acquirer", "supplier"), ["Everyone has agreed every clause."], "Freeze the text and ask for signatures"),
        (("supplier_colleague", "onlooker", "acquirer_expert"), [f"Waiting for {AMINA} or {SUNITA} to freeze"], ""),
        (("acquirer_signatory",), ["You sign after that. We will tell you when."], ""),
    ],
    stages.signing: [
        (("acquirer_signatory", "supplier_signatory"), ["sign it or decline"], "Read and sign the agreement"),
        (("acquirer", "supplier"), [f"Waiting for {DILYS} and {VICTOR} to sign", "You can reopen the text"], ""),
        (("supplier_colleague", "onlooker"), ["frozen on {today}.", f"Waiting for {DILYS} and {VICTOR}"], ""),
    ],
    stages.in_force: [
        (("acquirer", *READERS, *SUPPLIERS), ["came into force on {today}. The service is making the sealed PDF"], ""),
    ],
}  # fmt: skip


@pytest.mark.parametrize("stage", list(SAID))
def test_it_says_what_happens_next(stage: stages.Stage, cast: Cast, asset: DataAsset) -> None:
    share = stage(cast, asset)

    for readers, fragments, act in SAID[stage]:
        for person in readers:
            page = Visitor(cast.everyone()[person]).get("overview", share)
            for fragment in fragments:
                assert fragment.format(today=long_date(timezone.now())) in sentence(page), person
            assert button(page).startswith(act), person
            assert bool(button(page)) == bool(act), person


def test_there_is_a_sentence_for_every_state() -> None:
    """The page of a data share never shows a superseded edition: a later one took its place."""
    assert set(SENTENCES) == set(State) - {State.SUPERSEDED}


def test_a_draft_says_what_is_missing_most(cast: Cast, asset: DataAsset) -> None:
    answers = stages.answers_of_today()
    share = stages.draft(cast, asset, {key: value for key, value in answers.items() if key.startswith("tri_")})
    page = Visitor(cast.acquirer_colleague).get("overview", share)

    assert "The section with most to answer is “" in sentence(page)
    assert button(page).startswith("Answer ")


def test_it_counts_the_days_of_waiting(cast: Cast, asset: DataAsset) -> None:
    share = stages.returned(cast, asset)
    with time_machine.travel(timezone.now() + timedelta(days=14)):
        said = sentence(Visitor(cast.supplier).get("overview", share))

    assert f"since {long_date(share.edition.state_since)}, " in said
    assert said.endswith(" working days ago.")


def test_what_was_said_is_shown_with_ways_on(cast: Cast, asset: DataAsset) -> None:
    refused = stages.refused(cast, asset)
    page = Visitor(cast.acquirer).get("overview", refused)
    assert page.all(f"{PANEL}/blockquote") == ["Another Act forbids it."]
    assert links(page) == ["Read the whole response", RECONSIDER, REUSE, AGAIN, OTHER]
    assert links(Visitor(cast.supplier).get("overview", refused)) == ["Read the whole response"]
    again = page.tree.xpath(f"{PANEL}//a[starts-with(., 'Ask again')]/@href")[0]
    assert Visitor(cast.acquirer).client.get(again).status_code == 200

    page = Visitor(cast.acquirer).get("overview", stages.withdrawn(cast, asset))
    assert page.all(f"{PANEL}/blockquote") == ["The project ended."]
    assert links(page) == [REUSE, AGAIN, OTHER]


def test_another_holder_is_looked_for_elsewhere(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    responding.decide(
        share=share, outcome=Outcome.REFUSE, reason=Reason.WRONG_HOLDER, text="Ask them.", by=cast.supplier
    )

    page = Visitor(cast.acquirer).get("overview", share)
    assert "Find the organisation that holds the data" in sentence(page)
    holder = "Find the organisation that holds the data"
    assert links(page) == ["Read the whole response", RECONSIDER, holder, REUSE]


def test_a_supplier_with_every_section_read_decides(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    for section in question_set(share.edition.question_set).sections:
        stages.verdict_on(share, cast.supplier, section.key, Verdict.AGREE)

    assert button(Visitor(cast.supplier).get("overview", share)) == "Decide on the request"
    assert button(Visitor(cast.supplier_colleague).get("overview", share)).startswith("Respond")


def test_it_says_when_no_one_there_has_an_account(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    share.members.filter(party__gives=True).update(until=timezone.now())

    assert "No one there who can answer it has an account yet" in sentence(
        Visitor(cast.acquirer).get("overview", share)
    )


def test_a_lead_is_asked_to_name_the_signatory_first(cast: Cast, asset: DataAsset) -> None:
    share = stages.agreed(cast, asset)
    members.remove(member=share.members.live().get(role=Role.SIGNATORY, party__gives=True), by=cast.supplier)

    own, theirs = (Visitor(person).get("overview", share) for person in (cast.supplier, cast.acquirer))
    assert "Before you can freeze the text:" in sentence(own)
    assert own.all(f"{PANEL}/ul[1]/li") == ["Office for Records must name a signatory."]
    assert own.all(f"{PANEL}/a/@href") == [f"{address('invite', share)}?role=signatory"]
    assert not button(theirs)
    assert theirs.all(f"{PANEL}/ul[1]/li") == ["Office for Records must name a signatory."]
    desk = Visitor(cast.acquirer).get("shares").words
    assert "Office for Records to name a signatory" in desk
    assert "Name your signatory" in Visitor(cast.supplier).get("shares").words


def test_signing_in_order_names_who_comes_first(cast: Cast, asset: DataAsset) -> None:
    share = stages.agreed(cast, asset)
    agreement = freezing.freeze_words(
        share=share, ranks=freezing.acquirer_first(freezing.signatories_of(share)), by=cast.acquirer
    )
    waits = sentence(Visitor(cast.supplier_signatory).get("overview", share))
    assert "It is not your turn yet. We will tell you when it is." in waits
    assert f"Waiting for {DILYS}, then {VICTOR} to sign" in waits

    sign_off.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=cast.acquirer_signatory)
    assert "You signed on" in sentence(Visitor(cast.acquirer_signatory).get("overview", share))
    assert button(Visitor(cast.supplier_signatory).get("overview", share)) == "Read and sign the agreement"


def test_why_someone_declined_stands_where_the_work_goes_on(cast: Cast, asset: DataAsset) -> None:
    share = stages.signing(cast, asset)
    sign_off.decline(agreement=share.agreements.get(), reason="The date is wrong.", by=cast.supplier_signatory)
    page = Visitor(cast.acquirer).get("overview", share)

    assert f"{VICTOR} declined to sign version 1 of the agreement" in sentence(page)
    assert page.all(f"{PANEL}/blockquote") == ["The date is wrong."]


def test_a_seal_that_failed_is_not_promised(cast: Cast, asset: DataAsset) -> None:
    share = stages.in_force(cast, asset)
    SealJob.objects.update(failed_at=timezone.now())

    assert "could not make the sealed PDF" in sentence(Visitor(cast.onlooker).get("overview", share))


@pytest.mark.parametrize("lost", [False, True])
def test_a_seal_whose_job_is_over_or_lost_is_not_promised(cast: Cast, asset: DataAsset, lost: bool) -> None:
    share = stages.in_force(cast, asset)
    if not lost:
        SealJob.objects.update(done_at=timezone.now())
    else:
        SealJob.objects.all().delete()
    for page in ("overview", "files"):
        words = Visitor(cast.acquirer).get(page, share).words
        assert "could not make the sealed PDF" in words
        assert "We will tell you when it is ready" not in words


def test_strangers_read_none_of_it(cast: Cast, asset: DataAsset) -> None:
    assert Visitor(cast.stranger).get("overview", stages.refused(cast, asset)).status == 404
