"""A user's data shares: whose turn it is, in words, in order."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from agreements.answers import journey_of
from agreements.members import actions as members
from agreements.models import Addressee, Agreement, Disposal, Duty, DutyKind, Edition, Ending
from agreements.negotiating import actions as negotiating
from agreements.overview.desk import A_PAGE, desk_of, page_of_shares
from agreements.reviewing import incidents
from agreements.signing import actions as sign_off
from agreements.signing import freezing
from agreements.states import Role, State
from catalogue.models import DataAsset
from community.models import EmailDomain, User
from datashare.lib import clock
from tests.agreements import lived, stages
from tests.agreements.overview.many import drafts, queries
from tests.agreements.requesting.asking import NEEDED
from tests.cast import Cast
from tests.support.signing_up import proved
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db

COUNCIL, OFFICE = "Barchester City Council", "Office for Records"
TO_SEND, TO_RESPOND, TO_DECIDE = f"{COUNCIL} to send the request", f"{OFFICE} to respond", f"{OFFICE} to decide"
COMMENTS, BOTH = f"{COUNCIL} to answer the comments", f"{COUNCIL} and {OFFICE} to agree the clauses"
RESPOND, FREEZE = f"Respond to the request from {COUNCIL}", "Freeze the text and ask for signatures"
A_LEAD, SIGNATORIES = "A lead to freeze the text and ask for signatures", "The signatories to sign"
SIGN = "Read and sign the agreement"
# For each stage: who sees it in which list, in which words.
EXPECTED = [
    (stages.draft, "acquirer", "drafts", "Check your answers and send the request", "request"),
    (stages.draft, "acquirer_colleague", "others", TO_SEND, "overview"),
    (stages.draft, "onlooker", "others", TO_SEND, "overview"),
    (stages.submitted, "supplier", "mine", RESPOND, "response"),
    (stages.submitted, "supplier_expert", "mine", RESPOND, "response"),
    (stages.submitted, "supplier_signatory", "others", TO_RESPOND, "overview"),
    (stages.submitted, "acquirer", "others", TO_RESPOND, "overview"),
    (stages.assessing, "supplier", "mine", RESPOND, "response"),
    (stages.assessing, "acquirer", "others", TO_DECIDE, "overview"),
    (stages.returned, "acquirer", "mine", f"Answer the comments from {OFFICE}", "request"),
    (stages.returned, "acquirer_colleague", "mine", f"Answer the comments from {OFFICE}", "request"),
    (stages.returned, "supplier", "others", COMMENTS, "overview"),
    (stages.negotiating, "acquirer_expert", "mine", "Advise on the clauses", "agreement"),
    (stages.negotiating, "supplier_signatory", "others", BOTH, "overview"),
    (stages.agreed, "acquirer", "mine", FREEZE, "freeze"),
    (stages.agreed, "supplier", "mine", FREEZE, "freeze"),
    (stages.agreed, "supplier_colleague", "others", A_LEAD, "overview"),
    (stages.signing, "acquirer_signatory", "mine", SIGN, "sign"),
    (stages.signing, "supplier_signatory", "mine", SIGN, "sign"),
    (stages.signing, "acquirer", "others", SIGNATORIES, "overview"),
    (stages.in_force, "acquirer", "in_force", "See the agreement", "overview"),
    (stages.in_force, "supplier_signatory", "in_force", "See the agreement", "overview"),
    (stages.refused, "supplier", "finished", "Refused", "overview"),
    (stages.withdrawn, "onlooker", "finished", "Withdrawn", "overview"),
]
STAGES = list(dict.fromkeys(stage for stage, *_ in EXPECTED))


def lines(user: User) -> list[tuple[str, str, str]]:
    """Return every row on a user's desk: the list, the words, the URL."""
    return [
        (name, row.words, row.address)
        for name, rows in vars(desk_of(user, page_of_shares(user).shares)).items()
        for row in rows
    ]


@pytest.mark.parametrize("stage", STAGES)
def test_it_says_whose_turn_it_is(cast: Cast, asset: DataAsset, stage: stages.Stage) -> None:
    share = stage(cast, asset)

    for expected, person, group, words, page in EXPECTED:
        if expected is stage:
            user = cast.everyone()[person]
            assert (group, words, address(page, share)) in lines(user), person
            assert len({name for name, *_ in lines(user)} - {"coming"}) == 1, person
            if group in {"mine", "drafts"}:
                assert words in Visitor(user).get("overview", share).words
    assert lines(cast.stranger) == []


def test_it_counts_the_questions_that_are_left(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset, {**NEEDED, "tri_personal": "no"})

    [(group, words, _)] = lines(cast.acquirer_colleague)
    assert group == "drafts"
    missing = len(journey_of(share).missing())
    assert words == f"Answer {missing} more questions"


def test_it_counts_the_clauses_that_are_left(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    party = members.party_of(share, cast.acquirer)
    count = share.edition.clauses.binding(party).exclude(current__text__contains="[[gap:").count()
    assert [words for _, words, _ in lines(cast.acquirer)] == [f"Agree {count} clauses"]

    stages.fill_gaps(share, cast)
    first, *others = share.edition.clauses.binding(party).filter(current__agreements=None)
    negotiating.agree(share=share, wordings={first.pk: first.current_id or 0}, by=cast.acquirer)
    assert [words for _, words, _ in lines(cast.acquirer)] == [f"Agree {len(others)} clauses"]
    assert [words for _, words, _ in lines(cast.supplier)] == [f"Agree {len(others) + 1} clauses"]

    rest = {clause.pk: clause.current_id or 0 for clause in others}
    negotiating.agree(share=share, wordings=rest, by=cast.acquirer)
    left = f"{OFFICE} to agree {len(others) + 1} clauses"
    assert lines(cast.acquirer) == [("others", left, address("overview", share))]
    assert [words for _, words, _ in lines(cast.supplier)] == [f"Agree {len(others) + 1} clauses"]


def test_who_signs_second_waits_for_the_first(cast: Cast, asset: DataAsset) -> None:
    share = stages.agreed(cast, asset)
    agreement = freezing.freeze_words(
        share=share, ranks=freezing.acquirer_first(freezing.signatories_of(share)), by=cast.acquirer
    )
    assert [words for _, words, _ in lines(cast.acquirer_signatory)] == [SIGN]
    assert [words for _, words, _ in lines(cast.supplier_signatory)] == [SIGNATORIES]

    digest = agreement.words.digest
    sign_off.sign(agreement=agreement, digest=digest, method="password", by=cast.acquirer_signatory)
    assert [words for _, words, _ in lines(cast.acquirer_signatory)] == [SIGNATORIES]
    assert [words for _, words, _ in lines(cast.supplier_signatory)] == [SIGN]


def test_reviews_that_are_near_come_up(cast: Cast, asset: DataAsset) -> None:
    soon = {"review_every": {"chosen": "on_change", "on": stages.in_days(100)}}
    share = stages.in_force(cast, asset, stages.answers_of_today() | soon)
    assert not [line for line in lines(cast.acquirer) if line[0] == "coming"]

    with time_machine.travel(timezone.now() + timedelta(days=50)):
        page = Visitor(cast.acquirer).get("shares")
    assert "Review the agreement" in page.words
    assert stages.fresh(share).edition.state == State.IN_FORCE


def test_the_lists_stand_in_order(cast: Cast, asset: DataAsset) -> None:
    made = drafts(cast, asset, 5)
    later = [State.RETURNED, State.SUBMITTED, State.IN_FORCE, State.WITHDRAWN]
    for share, state in zip(made, later, strict=False):
        Edition.objects.filter(share=share.pk).update(state=state)

    page = Visitor(cast.acquirer).get("shares")
    assert page.all("//caption") == ["Waiting for you", "Waiting for others", "Drafts", "In force", "Finished"]


def test_what_waits_longest_stands_first(cast: Cast, asset: DataAsset) -> None:
    made = drafts(cast, asset, 3)
    for share, days in zip(made, (1, 9, 4), strict=True):
        Edition.objects.filter(share=share.pk).update(state_since=timezone.now() - timedelta(days=days))

    assert [row.share for row in desk_of(cast.acquirer, page_of_shares(cast.acquirer).shares).drafts] == [
        made[1],
        made[2],
        made[0],
    ]


def test_the_date_it_is_needed_by_is_shown(cast: Cast, asset: DataAsset) -> None:
    stages.submitted(cast, asset)

    due = clock.long_date(date.fromisoformat(stages.in_days(60)))
    assert Visitor(cast.supplier).get("shares").all("//td[@data-label='Needed by']") == [due]


def test_what_is_due_after_signing_stands_before_what_waits_for_others(cast: Cast, asset: DataAsset) -> None:
    signed = lived.promised(cast, asset)
    waiting = drafts(cast, asset, 1)[0]
    Edition.objects.filter(share=waiting.pk).update(state=State.SUBMITTED)
    assert page_of_shares(cast.acquirer).shares == [waiting, signed]
    Duty.objects.filter(kind=DutyKind.ACCESS_LIST).update(due_on=timezone.localdate())
    assert page_of_shares(cast.acquirer).shares == [signed, waiting]
    # A later version took its place: what was owed under it is owed no more.
    Agreement.objects.update(ended_at=timezone.now(), ends_by=Ending.SUPERSEDED)
    assert page_of_shares(cast.acquirer).shares == [waiting, signed]


def test_data_to_be_disposed_of_stands_before_what_waits_for_others(cast: Cast, asset: DataAsset) -> None:
    ended = lived.ended(cast, asset)
    waiting = drafts(cast, asset, 1)[0]
    Edition.objects.filter(share=waiting.pk).update(state=State.SUBMITTED)
    assert page_of_shares(cast.acquirer).shares == [ended, waiting]
    Disposal.objects.update(proved_at=timezone.now())
    assert page_of_shares(cast.acquirer).shares == [waiting, ended]


def test_more_than_a_page_begins_with_what_may_need_the_reader(cast: Cast, asset: DataAsset) -> None:
    made = drafts(cast, asset, A_PAGE + 3)
    for share, state in zip(made[:3], (State.SUBMITTED, State.IN_FORCE, State.WITHDRAWN), strict=True):
        Edition.objects.filter(share=share.pk).update(state=state, state_since=timezone.now() - timedelta(days=9))

    first = Visitor(cast.acquirer).get("shares")
    assert first.all("//caption") == ["Drafts"]
    assert "This is page 1. Data shares that may need you come first." in first.words
    second = Visitor(cast.acquirer).get("shares", query={"page": "2"})
    assert second.all("//caption") == ["Waiting for others", "In force", "Finished"]
    assert second.all("//nav[@aria-label='Pagination']//@href") == ["?page=1"]


@pytest.mark.parametrize("number", ["0", "-1", "99999", "99999999999999999999", "x", ""])
def test_a_page_that_is_none_shows_one_that_is(number: str, cast: Cast, asset: DataAsset) -> None:
    drafts(cast, asset, 1)
    assert Visitor(cast.acquirer).get("shares", query={"page": number}).all("//caption") == ["Drafts"]


def test_an_empty_desk_says_what_to_do(cast: Cast) -> None:
    page = Visitor(cast.stranger).get("shares")

    assert "You have no data shares yet." in page.words
    assert address("catalogue:search") in page.all("//main//a/@href")


def test_an_empty_desk_of_no_known_body_leads_to_choosing(db: None) -> None:
    EmailDomain.objects.create(pattern="*.gov.uk")
    page = Visitor(proved("nell.ford@unlisted.gov.uk")).get("shares")

    assert "You cannot ask for data until we know which organisation you work for" in page.words
    assert "/account/organisation/?next=%2Fshares%2F" in page.all("//main//a/@href")


def test_nothing_to_do_is_said(cast: Cast, asset: DataAsset) -> None:
    stages.submitted(cast, asset)

    assert "You do not need to do anything now." in Visitor(cast.acquirer).get("shares").words


def test_what_someone_was_removed_from_is_gone_at_once(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    visitor = Visitor(cast.onlooker)
    assert share.title in visitor.get("shares").words
    members.remove(member=share.members.live().get(user=cast.onlooker, role=Role.OBSERVER), by=cast.acquirer)

    assert share.title not in visitor.get("shares").words


def test_an_incident_stands_first_until_the_organisation_has_decided(cast: Cast, asset: DataAsset) -> None:
    share = lived.hurt(cast, asset)
    until = clock.long_datetime(share.agreements.get().incidents.get().awareness.get().tell_by)
    words = f"Decide by {until} whether to tell the ICO of incident 1"
    first = desk_of(cast.acquirer, page_of_shares(cast.acquirer).shares).mine[0]
    assert (first.words, first.address, first.due) == (words, address("incidents", share), None)
    assert words in Visitor(cast.acquirer).get("shares").words
    told = share.agreements.get().incidents.get().at + timedelta(hours=72)
    waits = f"Decide by {clock.long_datetime(told)} whether to tell the ICO of incident 1"
    assert waits in Visitor(cast.supplier).get("shares").words
    for other in (cast.acquirer_signatory, cast.acquirer_expert):
        assert "whether to tell the ICO" not in Visitor(other).get("shares").words
    incidents.decide(share=share, incident=1, addressee=Addressee.ICO, given=lived.NOT_TOLD, by=cast.acquirer)
    assert "whether to tell the ICO" not in Visitor(cast.acquirer).get("shares").words
    assert waits in Visitor(cast.supplier).get("shares").words


def test_no_one_sees_a_desk_without_signing_in() -> None:
    assert Visitor().get("shares").goes_to == "/accounts/login/?next=/shares/"


def test_forty_rows_take_as_many_queries_as_one_of_each_state(cast: Cast, asset: DataAsset) -> None:
    def in_every_state(count: int) -> None:
        for place, share in enumerate(drafts(cast, asset, count)):
            Edition.objects.filter(share=share.pk).update(state=list(State)[place % len(State)])

    visitor = Visitor(cast.acquirer)
    in_every_state(len(State))
    queries(visitor, "shares")
    few = queries(visitor, "shares")
    in_every_state(45 - len(State))

    assert queries(visitor, "shares") == few <= 18
    assert len(visitor.get("shares").all("//tbody/tr")) == 45
