"""The overview of one of several organisations: what it gives and receives, what it must do, who is silent."""

from datetime import timedelta

import pytest
from django.utils import timezone
from time_machine import travel

from agreements.models import DataShare, Outcome
from agreements.negotiating import actions as negotiating
from agreements.overview.desk import desk_of, page_of_shares
from agreements.requesting import actions as requesting
from agreements.requesting import bodies
from agreements.responding import actions as responding
from agreements.signing import actions as sign_off
from catalogue.models import DataAsset
from community.models import User
from tests.agreements import stages, umbrellas
from tests.agreements.negotiating.clauses import current_of, proposed, whole_clauses
from tests.agreements.overview.many import more_events, queries
from tests.agreements.several import asked_of_two
from tests.agreements.signing import three
from tests.cast import Bodies, Cast
from tests.support.visiting import Seen, Visitor, address

pytestmark = pytest.mark.django_db
COUNCIL, OFFICE, AGENCY = "Barchester City Council", "Office for Records", "Agency for Elsewhere"
GRID = "//table[caption='Who gives data to whom']"
DUTIES = "//p[contains(., 'must now:')]/following-sibling::ul[1]/li"
SILENT = "//h2[.='Organisations that have been silent']/following-sibling::ul[1]/li"
IN_DAYS = timedelta(days=12)


def see(user: User, share: DataShare) -> Seen:
    return Visitor(user).get("overview", share)


def grid(page: Seen) -> tuple[list[str], dict[str, list[str]]]:
    """Return the columns, and for each row its cells."""
    rows = page.tree.xpath(f"{GRID}/tbody/tr")
    cells = {row.xpath("string(th/text())"): [cell.text_content() for cell in row.xpath("td")] for row in rows}
    return page.all(f"{GRID}/thead//th")[1:], cells


@pytest.fixture
def draft(cast: Cast, asset: DataAsset, bodies: Bodies) -> DataShare:
    """Return a draft in which an agency receives and gives, besides the council that asks and the office that gives."""
    made = stages.draft(cast, asset)
    add(made, bodies, cast)
    return stages.fresh(made)


def add(share: DataShare, named: Bodies, cast: Cast) -> None:
    bodies.add_body(
        share=share,
        body=named.elsewhere,
        gives=True,
        purpose="Checking who needs help.",
        email=cast.stranger.email,
        by=cast.acquirer,
    )


@pytest.fixture
def share(draft: DataShare, cast: Cast) -> DataShare:
    """Return it sent, with the decision of the office."""
    requesting.submit(share=draft, declared=stages.DECLARED, by=cast.acquirer)
    responding.decide(share=stages.fresh(draft), outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)
    return stages.fresh(draft)


@pytest.fixture
def agreeing(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a negotiation between who asked and two suppliers."""
    made = asked_of_two(cast, asset)
    for lead in (cast.supplier, cast.stranger):
        responding.decide(share=stages.fresh(made), outcome=Outcome.ACCEPT, reason=None, text="", by=lead)
    return stages.fresh(made)


def test_grid_has_the_own_organisation_first(share: DataShare, cast: Cast) -> None:
    accepted, undecided = "Agreed to give", "Not decided"
    columns, rows = grid(see(cast.stranger, share))
    assert columns == [f"To {AGENCY}", f"To {COUNCIL}"]
    assert list(rows) == [AGENCY, OFFICE]
    assert rows[AGENCY] == ["Nothing", f"{COUNCIL}: {undecided}"]
    assert rows[OFFICE] == [f"{AGENCY}: {accepted}", f"{COUNCIL}: {accepted}"]
    columns, rows = grid(see(cast.acquirer, share))
    assert columns[0] == f"To {COUNCIL}"
    assert rows[AGENCY] == [f"{COUNCIL}: {undecided}", "Nothing"]


def test_it_says_how_much_the_own_organisation_gives_and_receives(share: DataShare, cast: Cast) -> None:
    assert f"{AGENCY} gives data to 1 organisation and receives data from 1." in see(cast.stranger, share).words
    assert f"{COUNCIL} receives data from 2 organisations." in see(cast.acquirer, share).words
    assert f"{OFFICE} gives data to 2 organisations." in see(cast.supplier, share).words


def test_closed_flow_is_shown_and_not_counted(draft: DataShare, cast: Cast) -> None:
    requesting.submit(share=draft, declared=stages.DECLARED, by=cast.acquirer)
    draft.edition.flows.given_by(draft.parties.get(members__user=cast.stranger)).update(
        needed=False, closed_at=timezone.now()
    )
    page = see(cast.acquirer, stages.fresh(draft))
    assert grid(page)[1][AGENCY][0] == f"{COUNCIL}: Not asked for any more"
    assert f"{COUNCIL} receives data from 1 organisation." in page.words


def test_what_it_must_do_before_the_clauses_is_linked(share: DataShare, cast: Cast) -> None:
    page = see(cast.stranger, share)
    asked, about_itself = page.all(DUTIES)
    assert asked == "Respond to the request"
    assert about_itself.startswith("Answer ")
    assert about_itself.endswith(" questions about itself")
    assert page.all(f"{DUTIES}/a/@href") == [address("response", share), address("own_half", share)]
    for user in (cast.acquirer, cast.supplier):
        assert see(user, share).all(DUTIES) == []


def test_questions_about_itself_come_next_once_it_has_decided(share: DataShare, cast: Cast) -> None:
    asked = "questions about itself."
    assert f"{AGENCY} must also answer" in see(cast.stranger, share).words
    assert "Answer" not in " ".join(waiting_for(cast.stranger))
    assert f"{AGENCY} has not answered" in see(cast.acquirer, share).words
    assert asked not in see(cast.supplier, share).words
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="Say more.", by=cast.stranger)
    share = stages.fresh(share)
    page = see(cast.stranger, share)
    assert page.all("//a[contains(@class, 'govuk-button')]/@href") == [address("own_half", share)]
    assert [row for row in waiting_for(cast.stranger) if row.startswith("Answer ") and row.endswith(f"about {AGENCY}")]
    assert f"{AGENCY} has not answered" in see(cast.acquirer, share).words


def waiting_for(user: User) -> list[str]:
    """Return what waits for a user on their list of data shares."""
    return [row.words for row in desk_of(user, page_of_shares(user).shares).mine]


def test_what_it_must_do_in_negotiation_is_counted(agreeing: DataShare, cast: Cast) -> None:
    proposed(whole_clauses(agreeing)[0], cast.acquirer)
    lead, onlooker = see(cast.supplier, agreeing), see(cast.onlooker, agreeing)
    assert lead.all(DUTIES)[0] == "Accept or reject 1 proposal"
    assert lead.all(f"{DUTIES}/a/@href") == [
        address(name, agreeing) for name in ("proposals", "missing_answers", "agreement")
    ]
    clauses = agreeing.edition.clauses.binding(agreeing.parties.get(members__user=cast.supplier)).count()
    said, _, now = lead.all(DUTIES)[-1].partition(" (")
    assert said == f"Agree {clauses} clauses"
    assert now.endswith(" of them now)")
    assert onlooker.all(DUTIES)[-1].startswith("Agree ")
    assert onlooker.all(f"{DUTIES}/a") == []


def test_signature_is_asked_until_it_is_given(cast: Cast, asset: DataAsset) -> None:
    share = three.frozen(cast, asset)
    assert see(cast.acquirer_signatory, share).all(f"{DUTIES}/a/@href") == [address("sign", share)]
    assert see(cast.supplier, share).all(DUTIES) == ["Sign"]
    agreement = share.agreements.offered().select_related("words").get()
    sign_off.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=cast.acquirer_signatory)
    assert see(cast.acquirer, share).all(DUTIES) == []
    with travel(timezone.now() + IN_DAYS, tick=True):
        assert [line.partition(" has ")[0] for line in see(cast.acquirer, share).all(SILENT)] == [
            three.GIVES,
            AGENCY,
        ]


def test_silent_is_who_gave_no_sign_for_days_and_must_do_something(agreeing: DataShare, cast: Cast) -> None:
    assert see(cast.acquirer, agreeing).all(SILENT) == []
    with travel(timezone.now() + IN_DAYS, tick=True):
        lines = see(cast.acquirer, agreeing).all(SILENT)
        assert [line.partition(" has ")[0] for line in lines] == [OFFICE, AGENCY]
        assert ", or marked the clauses as read, since " in lines[0]
        negotiating.mark_read(share=agreeing, seen=timezone.now(), by=cast.supplier)
        negotiating.comment(clause=whole_clauses(agreeing)[0], text="Soon.", private=False, by=cast.stranger)
        assert see(cast.acquirer, agreeing).all(SILENT) == []
        [line] = see(cast.supplier, agreeing).all(SILENT)
        assert line.startswith(COUNCIL)


def test_silent_is_not_who_has_nothing_to_do(agreeing: DataShare, cast: Cast) -> None:
    party = agreeing.parties.get(members__user=cast.stranger)
    for clause in agreeing.edition.clauses.binding(party).select_related("current"):
        party.agreed.create(wording_id=current_of(clause), by=cast.stranger)
    with travel(timezone.now() + IN_DAYS, tick=True):
        assert [line.partition(" has ")[0] for line in see(cast.acquirer, agreeing).all(SILENT)] == [OFFICE]


def test_who_has_not_decided_is_silent_and_what_it_was_asked_is_named(share: DataShare, cast: Cast) -> None:
    with travel(timezone.now() + IN_DAYS, tick=True):
        [line] = see(cast.acquirer, share).all(SILENT)
        assert line.startswith(f"{AGENCY} has not done anything here yet. It has been asked since ")


def test_common_rules_name_who_is_silent_and_have_no_grid(cast: Cast) -> None:
    share = umbrellas.offered(cast, [umbrellas.made(name) for name in umbrellas.NAMES[:2]])
    page = see(cast.acquirer, share)
    assert page.all(GRID) == []
    assert page.all(DUTIES)[-1].startswith("Agree ")
    with travel(timezone.now() + IN_DAYS, tick=True):
        lines = see(cast.acquirer, share).all(SILENT)
        assert [line.partition(" has ")[0] for line in lines] == list(umbrellas.NAMES[:2])


def test_two_bodies_with_one_flow_see_none_of_it(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    with travel(timezone.now() + IN_DAYS, tick=True):
        page = see(cast.acquirer, share)
        assert [page.all(path) for path in (GRID, DUTIES, SILENT)] == [[], [], []]
        assert "What your organisation does here" not in page.words


def test_more_events_take_no_more_queries(agreeing: DataShare, cast: Cast) -> None:
    with travel(timezone.now() + IN_DAYS, tick=True):
        visitor = Visitor(cast.acquirer)
        queries(visitor, "overview", agreeing)
        few = queries(visitor, "overview", agreeing)
        more_events(agreeing, cast, 100)
        for user in (cast.acquirer, cast.supplier, cast.stranger):
            negotiating.mark_read(share=agreeing, seen=timezone.now() - IN_DAYS, by=user)
        assert queries(visitor, "overview", agreeing) == few
