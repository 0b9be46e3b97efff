"""A supplier passes a request on: another body decides in its place, as if it had been asked."""

import pytest
from django.core.exceptions import PermissionDenied

from agreements import policy
from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.models import Act, DataShare, Decision, Outcome, Party, Verdict
from agreements.requesting import actions as requesting
from agreements.responding import actions, passing_on
from agreements.responding.reading import reading_of
from agreements.states import Action, Role, State
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Membership, Notification, Organisation, User
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import stages
from tests.agreements.several import asked_of_two
from tests.cast import Bodies, Cast, make_person
from tests.support.visiting import Visitor

WHY = "The agency took this register over in April."


@pytest.fixture
def elsewhere(bodies: Bodies) -> Organisation:
    """Return a body whose requests the stranger answers."""
    Membership.objects.filter(organisation=bodies.elsewhere).update(handles_requests=True)
    return bodies.elsewhere


@pytest.fixture
def passed(share: DataShare, cast: Cast, elsewhere: Organisation) -> DataShare:
    """Return a request that its supplier has passed on to that body."""
    passing_on.pass_on(share=share, body=elsewhere, note=WHY, by=cast.supplier)
    return stages.fresh(share)


def givers(share: DataShare) -> set[str]:
    return {str(party) for party in share.parties.filter(gives=True)}


def second_lead(share: DataShare, cast: Cast) -> User:
    """Return a colleague of the supplier who leads too."""
    colleague = make_person("second", "Ravi Sen", cast.supplier.memberships.get().organisation)
    members.invite(share=share, email=colleague.email, role=Role.LEAD, by=cast.supplier)
    return colleague


def test_another_body_is_asked_in_place_of_the_first(passed: DataShare, cast: Cast) -> None:
    assert passed.edition.state == State.SUBMITTED
    assert givers(passed) == {"Agency for Elsewhere"}
    assert policy.held(cast.supplier, passed) == {Action.LOOK_BACK}
    assert {Action.RESPOND, Action.ACCEPT, Action.PASS_ON} <= policy.open_to(cast.stranger, passed)
    assert policy.disagreements() == []
    assert verify_everything([passed]).findings == []
    [kept] = passed.assets.all()
    assert (str(kept.publisher), kept.is_listed) == ("Agency for Elsewhere", False)


def test_what_flowed_from_the_first_flows_from_the_other(passed: DataShare) -> None:
    flow = passed.edition.flows.still_open().get()
    ends = {(str(end.party), end.act) for end in flow.ends.all()}
    assert ends == {("Agency for Elsewhere", Act.GIVES), ("Barchester City Council", Act.RECEIVES)}
    assert passed.edition.flows.count() == 2


def test_people_there_and_the_acquirer_are_told(passed: DataShare, cast: Cast) -> None:
    told = Notification.objects.filter(topic=passed.reference)
    asked = told.get(user=cast.stranger)
    assert asked.subject.startswith("Respond to a request: ")
    assert WHY in asked.body
    news = told.filter(user=cast.acquirer, subject__startswith="Request passed on: ").get()
    assert "passed the request on to Agency for Elsewhere" in news.body
    assert not told.filter(user=cast.supplier, subject__startswith="Request passed on").exists()


def test_each_page_says_where_it_stands(passed: DataShare, cast: Cast) -> None:
    first = Visitor(cast.supplier)
    assert "Passed on to Agency for Elsewhere" in first.get("response", passed).words
    assert "Agency for Elsewhere now reads the request" in first.get("decided", passed).words
    assert first.get("overview", passed).status == 200
    asker = Visitor(cast.acquirer)
    words = asker.get("response", passed).words
    assert "Office for Records Passed on to Agency for Elsewhere" in words
    assert "Agency for Elsewhere Not decided yet" in words
    assert "Waiting for Agency for Elsewhere to respond" in asker.get("overview", passed).words
    other = Visitor(cast.stranger)
    assert f"passed this request on to you: {WHY}" in other.get("response", passed).words
    assert other.get("shares").words.count("Respond to the request from Barchester City Council") == 1


def test_the_other_does_not_read_what_the_first_wrote(share: DataShare, cast: Cast, elsewhere: Organisation) -> None:
    stages.verdict_on(share, cast.supplier, "purpose", Verdict.QUESTION, "Which marmalade Act?", "Ask Ms Quince.")
    passing_on.pass_on(share=share, body=elsewhere, note=WHY, by=cast.supplier)
    reader = Visitor(cast.stranger)
    for page in ("overview", "request", "response", "history", "evidence", "agreement", "people"):
        words = reader.get(page, share).response.content.decode()
        assert "marmalade" not in words, page
        assert "Quince" not in words, page


def test_the_other_decides_alone(passed: DataShare, cast: Cast) -> None:
    actions.decide(share=passed, outcome=Outcome.ACCEPT, reason=None, text="", by=cast.stranger)
    share = stages.fresh(passed)
    assert share.edition.state == State.NEGOTIATING
    assert share.events.filter(kind=EventKind.NEGOTIATION_STARTED).count() == 1
    assert not share.edition.clauses.filter(current=None).exists()
    assert verify_everything([share]).findings == []


def test_a_later_round_goes_to_the_other_only(passed: DataShare, cast: Cast) -> None:
    actions.decide(share=passed, outcome=Outcome.RETURN, reason=None, text="Say why.", by=cast.stranger)
    back = Visitor(cast.acquirer).get("request", passed).words
    assert "Say why." in back
    assert WHY not in back
    requesting.submit(share=stages.fresh(passed), declared=stages.DECLARED, by=cast.acquirer)
    share = stages.fresh(passed)
    assert givers(share) == {"Agency for Elsewhere"}
    assert share.edition.flows.still_open().count() == 1
    reading = reading_of(share, share.parties.get(gives=True))
    assert reading is not None
    assert reading.sent.number == 2
    assert policy.disagreements() == []


def test_passing_on_twice_is_passing_on_once(passed: DataShare, cast: Cast, elsewhere: Organisation) -> None:
    passing_on.pass_on(share=passed, body=elsewhere, note=WHY, by=cast.supplier)
    assert Decision.objects.count() == 1
    assert passed.events.filter(kind=EventKind.REQUEST_PASSED_ON).count() == 1
    seen = Visitor(cast.supplier)
    assert seen.post("pass_on", passed, body="elsewhere", note=WHY).goes_to.endswith("/response/decided/")
    assert seen.get("decide", passed).goes_to.endswith("/response/decided/")


def test_colleague_who_decides_after_it_is_told_so(share: DataShare, cast: Cast, elsewhere: Organisation) -> None:
    colleague = second_lead(share, cast)
    passing_on.pass_on(share=share, body=elsewhere, note=WHY, by=cast.supplier)
    with pytest.raises(NotNow, match="has decided on this request"):
        actions.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=colleague)
    with pytest.raises(NotNow, match="has decided on this request"):
        passing_on.pass_on(share=share, body=elsewhere, note="So.", by=colleague)
    assert Visitor(colleague).post("decide", share, outcome="accept").goes_to.endswith("/response/")


def test_one_of_several_suppliers_passes_on_its_own_part(cast: Cast, asset: DataAsset, bodies: Bodies) -> None:
    share = asked_of_two(cast, asset)
    fourth = Organisation.objects.create(name="Board of Lists", slug="lists")
    handler = make_person("supplier", "Lena Brook", fourth)
    passing_on.pass_on(share=share, body=fourth, note=WHY, by=cast.stranger)
    share = stages.fresh(share)
    assert share.edition.state == State.ASSESSING
    assert givers(share) == {"Office for Records", "Board of Lists"}
    assert share.events.filter(kind=EventKind.OWN_DATA_PASSED_ON).count() == 1

    actions.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)
    assert stages.fresh(share).edition.state == State.ASSESSING
    actions.decide(share=stages.fresh(share), outcome=Outcome.ACCEPT, reason=None, text="", by=handler)
    share = stages.fresh(share)
    assert share.edition.state == State.NEGOTIATING
    assert verify_everything([share]).findings == []
    assert "Passed on" in Visitor(cast.acquirer).get("overview", share).words


def test_stored_flows_and_needs_follow(cast: Cast, asset: DataAsset, elsewhere: Organisation) -> None:
    share = stages.draft(cast, asset)
    first, asker = asset.publisher_id, share.parties.get().organisation_id
    for key, value in (
        ("useful_holders", [first]),
        ("flow_grid", {"known": [first, asker], "flows": [[first, asker]]}),
    ):
        share.edition.answers.create(key=key, value=value, author=cast.acquirer)
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    passing_on.pass_on(share=stages.fresh(share), body=elsewhere, note=WHY, by=cast.supplier)
    stored = dict(share.edition.answers.filter(key__in=["useful_holders", "flow_grid"]).values_list("key", "value"))
    assert stored["useful_holders"] == [elsewhere.pk]
    assert stored["flow_grid"]["flows"] == [[elsewhere.pk, asker]]
    assert elsewhere.pk in stored["flow_grid"]["known"]


def test_it_refuses_a_body_that_cannot_answer(share: DataShare, cast: Cast, elsewhere: Organisation) -> None:
    own, council = (person.memberships.get().organisation for person in (cast.supplier, cast.acquirer))
    closed = Organisation.objects.create(name="Old Board", slug="old", is_closed=True)
    silent = Organisation.objects.create(name="Silent Board", slug="silent")
    for body, problem in (
        (own, "already takes part"),
        (council, "already takes part"),
        (closed, "Old Board has closed"),
        (silent, "We cannot reach anyone at Silent Board"),
    ):
        with pytest.raises(Incomplete, match=problem):
            passing_on.pass_on(share=share, body=body, note=WHY, by=cast.supplier)
    with pytest.raises(Incomplete, match="Enter why"):
        passing_on.pass_on(share=share, body=elsewhere, note="", by=cast.supplier)
    with pytest.raises(PermissionDenied):
        passing_on.pass_on(share=share, body=elsewhere, note=WHY, by=cast.acquirer)
    assert not Decision.objects.exists()
    assert Party.objects.count() == 2


def test_form_says_what_is_missing(share: DataShare, cast: Cast, elsewhere: Organisation) -> None:
    seen = Visitor(cast.supplier)
    page = f"/shares/{share.reference}/response/pass-on/?q=Elsewhere"
    assert seen.post(page).errors == [
        "Select the organisation that holds the data",
        "Enter why you are passing the request on",
    ]
    council = seen.post(f"/shares/{share.reference}/response/pass-on/?q=Barchester", body="council", note=WHY)
    assert council.errors == [
        "Barchester City Council already takes part in this data share. Select another organisation"
    ]
    assert "No organisations found" in seen.get("pass_on", share, query={"q": "Records"}).words
    assert seen.get("pass_on", share, query={"q": ""}).errors == [
        "Enter the name of the organisation that holds the data"
    ]
    assert seen.post(page, body="elsewhere", note=WHY).goes_to.endswith("/response/decided/")


def test_not_holding_the_data_leads_to_passing_on(share: DataShare, cast: Cast, elsewhere: Organisation) -> None:
    held = {"s_hold__chosen": "none", "s_hold__none": "Agency for Elsewhere", "revision": "0"}
    lead = Visitor(cast.supplier)
    assert lead.post("own_step", share, "holding", **held).goes_to.endswith("/response/pass-on/")
    page = lead.get("pass_on", share)
    assert "You said that “Agency for Elsewhere” holds the data." in page.words
    assert page.title.startswith("Pass the request on")
    assert page.all("//input[@name='body']/@value") == ["elsewhere"]
    assert "Pass the request on to the organisation that holds it" in lead.get("decide", share).words
    assert "Pass the request on to the organisation that holds it" in lead.get("response", share).words
    assert lead.post("decide", share, outcome="pass_on").goes_to.endswith("/response/pass-on/")


def test_not_holding_it_tells_a_colleague_who_can_pass_on(share: DataShare, cast: Cast) -> None:
    colleague = Visitor(cast.supplier_colleague)
    held = {"s_hold__chosen": "none", "s_hold__none": "Agency for Elsewhere", "revision": "0"}
    following = colleague.post("own_step", share, "holding", **held).goes_to
    assert following.endswith("/response/own/items/")
    assert (
        "A lead for your organisation can now pass the request on."
        in colleague.get(following).response.content.decode()
    )
