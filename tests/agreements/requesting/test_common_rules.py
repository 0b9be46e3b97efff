"""Common rules (an umbrella): who starts them, who is in them, how they are sent, agreed and signed by all."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from agreements import policy
from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.models import DataShare, Proposal, RegisterEntry
from agreements.negotiating import actions as negotiation
from agreements.requesting import actions as requesting
from agreements.requesting import umbrella
from agreements.signing import actions as sign_off
from agreements.signing import freezing, joining_later
from agreements.signing.sealing import seal
from agreements.states import Action, Role, State
from agreements.varying.actions import vary
from agreements.verifying.audit import verify_everything
from agreements.verifying.checks import check_file
from agreements.verifying.history_file import evidence_of
from community.models import Membership, Notification
from datashare.lib.exceptions import Incomplete, NotNow
from datashare.lib.files import stored
from tests.agreements import stages, umbrellas
from tests.agreements.evidence import independent
from tests.cast import Bodies, Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
TITLE, AIMS = umbrellas.TITLE, umbrellas.AIMS
LACKED = ["response", "assessment", "records", "needed", "who_gives", "own_half", "check", "sent", "decide", "replies"]


def others(count: int) -> tuple[umbrellas.Joined, ...]:
    return tuple(umbrellas.made(name) for name in umbrellas.NAMES[:count])


def test_rules_start_from_the_list_of_data_shares(cast: Cast) -> None:
    visitor = Visitor(cast.acquirer)
    assert visitor.get("shares").all("//main//a[@href='/common-rules/']")
    empty = visitor.post("open_rules")
    assert empty.errors == ["Enter the name of the common rules", "Enter what the common rules are for"]
    seen = visitor.post("open_rules", title=TITLE, aims=AIMS)
    share = DataShare.objects.get()
    assert seen.goes_to == f"/shares/{share.reference}/request/"
    assert (share.is_umbrella, share.title) == (True, TITLE)
    party = share.parties.get()
    assert (party.in_rules, party.is_lead, party.receives, party.gives) == (True, True, False, False)
    # A double press opens nothing more.
    assert visitor.post("open_rules", title=TITLE, aims=AIMS).goes_to == seen.goes_to
    assert verify_everything().findings == []


def test_what_was_typed_stays_beside_the_error(cast: Cast) -> None:
    seen = Visitor(cast.acquirer).post("open_rules", title="", aims=AIMS)
    assert seen.all("//textarea[@name='aims']") == [AIMS]
    assert not DataShare.objects.exists()


def test_rules_cannot_be_started_for_a_body_one_does_not_work_for(cast: Cast, bodies: Bodies) -> None:
    with pytest.raises(PermissionDenied, match="an organisation you work for"):
        umbrella.open_rules(title=TITLE, aims=AIMS, organisation=bodies.revenue, by=cast.acquirer)
    Membership.objects.filter(user=cast.stranger).delete()
    seen = Visitor(cast.stranger).get("open_rules")
    assert "We do not know which public body you work for" in seen.words
    assert Visitor(cast.stranger).post("open_rules", title=TITLE, aims=AIMS).status == 200
    assert not DataShare.objects.exists()


def test_task_list_says_why_there_is_no_assessment(cast: Cast) -> None:
    share = umbrellas.opened(cast)
    visitor = Visitor(cast.acquirer)
    words = visitor.get("request", share).words
    assert "No impact assessment is drafted, because no data is processed under common rules alone" in words
    assert visitor.get("step", share, "review").status == 200
    tabs = visitor.get("overview", share).all("//nav[@aria-label='Pages of this data share']//a")
    assert tabs == ["Overview", "Answers", "Agreement", "People", "Files", "History"]
    draft = visitor.get("agreement", share).words
    assert "Umbrella agreement: draft" in draft
    assert "They cannot make lawful what would otherwise be unlawful" in draft


@pytest.mark.parametrize("name", LACKED)
def test_pages_of_a_request_say_that_rules_have_none(cast: Cast, name: str) -> None:
    share = umbrellas.opened(cast)
    seen = Visitor(cast.acquirer).get(name, share)
    assert seen.status == 409
    assert "These are common rules." in seen.words
    assert Visitor(cast.stranger).get(name, share).status == 404


def test_documents_of_an_assessment_say_that_rules_have_none(cast: Cast) -> None:
    share = umbrellas.opened(cast)
    visitor = Visitor(cast.acquirer)
    for page in (visitor.get("draft", share, "dpia"), visitor.get("download", share, "dpia", "md")):
        assert page.status == 409
        assert "no impact assessment" in page.words
    assert visitor.get("download", share, "mou", "md").status == 200


def test_body_is_added_on_its_page_and_its_lead_waits(cast: Cast) -> None:
    share, [police] = umbrellas.opened(cast), others(1)
    visitor = Visitor(cast.acquirer)
    place = f"/shares/{share.reference}/request/organisations/add/?q=Barset"
    given = {"body": police.organisation.slug, "email": police.lead.email}
    empty = visitor.client.post(place, {"body": police.organisation.slug, "email": ""})
    assert b"Enter the work email address of its lead" in empty.content
    assert visitor.client.post(place, given).status_code == 302
    assert "Barset Police Lead: Lead of Barset Police" in visitor.get("bodies", share).words
    again = visitor.client.post(place, given)
    assert "already one of the organisations" in again.content.decode()
    assert policy.disagreements() == []

    theirs = Visitor(police.lead)
    assert "Barchester City Council is preparing the common rules" in theirs.get("overview", share).words
    for page, *args in (("step", "title"), ("bodies",), ("add_body",), ("offer",)):
        assert theirs.get(page, share, *args).status == 403, page
    held = policy.held(police.lead, share)
    assert Action.AGREE in held
    assert not held & {Action.ANSWER, Action.OFFER, Action.ANSWER_OWN, Action.WITHDRAW, Action.SUBMIT}
    assert verify_everything().findings == []


def test_only_a_lead_of_the_leading_body_changes_who_is_in(cast: Cast) -> None:
    share, [police] = umbrellas.opened(cast), others(1)
    umbrella.add_body(share=share, body=police.organisation, email=police.lead.email, by=cast.acquirer)
    members.invite(share=share, email=cast.acquirer_colleague.email, role=Role.CONTRIBUTOR, by=cast.acquirer)
    party = share.parties.get(is_lead=False)
    for user in (cast.acquirer_colleague, police.lead):
        for page, *args in (("add_body",), ("remove_body", party.pk)):
            assert Visitor(user).post(page, share, *args).status == 403, page
        with pytest.raises(PermissionDenied):
            umbrella.offer(share=share, by=user)
    assert Visitor(cast.stranger).get("bodies", share).status == 404


def test_removed_body_loses_sight_of_the_rules(cast: Cast) -> None:
    share, [police] = umbrellas.opened(cast), others(1)
    party = umbrella.add_body(share=share, body=police.organisation, email=police.lead.email, by=cast.acquirer)
    visitor = Visitor(cast.acquirer)
    assert "will not be able to open" in visitor.get("remove_body", share, party.pk).words
    assert visitor.post("remove_body", share, party.pk).status == 302
    assert Visitor(police.lead).get("overview", share).status == 404
    assert policy.disagreements() == []
    umbrella.remove_body(share=share, party=party, by=cast.acquirer)
    assert share.events.filter(kind=EventKind.RULES_BODY_REMOVED).count() == 1
    again = umbrella.add_body(share=share, body=police.organisation, email=police.lead.email, by=cast.acquirer)
    assert again == party
    assert Visitor(police.lead).get("overview", share).status == 200
    assert verify_everything().findings == []


def test_sending_needs_answers_and_another_organisation(cast: Cast) -> None:
    share = umbrellas.opened(cast)
    visitor = Visitor(cast.acquirer)
    assert "You have not added another organisation yet" in visitor.get("offer", share).words
    assert visitor.post("offer", share).errors == ["Answer the question “When should the common rules be reviewed?”"]
    umbrellas.answered(share, cast.acquirer)
    assert visitor.post("offer", share).errors == ["Add at least one other organisation"]
    with pytest.raises(PermissionDenied):
        requesting.submit(share=share, declared={}, by=cast.acquirer)
    assert stages.fresh(share).edition.state == State.DRAFT


def test_sending_opens_the_negotiation_with_everyone(cast: Cast) -> None:
    share, bodies = umbrellas.opened(cast), others(2)
    umbrellas.answered(share, cast.acquirer)
    for body in bodies:
        umbrella.add_body(share=share, body=body.organisation, email=body.lead.email, by=cast.acquirer)
    visitor = Visitor(cast.acquirer)
    assert visitor.post("offer", share).goes_to == f"/shares/{share.reference}/agreement/"
    assert visitor.post("offer", share).status == 302
    assert visitor.get("offer", share).status == 409
    share = stages.fresh(share)
    assert share.edition.state == State.NEGOTIATING
    assert share.agreement_name == "Umbrella agreement"
    assert set(share.edition.clauses.values_list("document", flat=True)) == {"mou"}
    assert all(key.startswith("rules.") for key in share.edition.clauses.values_list("key", flat=True))
    for body in bodies:
        assert Notification.objects.filter(user=body.lead, subject=f"Agree the common rules: {TITLE}").exists()
        assert f"{body.organisation} must still agree 26 clauses in the common rules" in (
            Visitor(body.lead).get("overview", share).words
        )
        assert AIMS in Visitor(body.lead).get("request", share).words
    assert verify_everything().findings == []


def test_proposal_stays_open_until_everyone_rejected_it(cast: Cast) -> None:
    bodies = others(2)
    share = umbrellas.offered(cast, bodies)
    clause = share.edition.clauses.get(key="rules.costs")
    proposal = negotiation.propose(
        clause=clause, based_on=clause.current_id or 0, text="The lead pays.", reason="Fair.", by=bodies[0].lead
    )
    negotiation.reject(proposal=proposal, note="No.", by=cast.acquirer)
    assert Proposal.objects.open().filter(pk=proposal.pk).exists()
    negotiation.reject(proposal=proposal, note="No.", by=bodies[1].lead)
    assert not Proposal.objects.open().filter(pk=proposal.pk).exists()


@pytest.mark.parametrize("count", [2, 3, 5])
def test_everyone_signs_and_the_register_has_all(cast: Cast, count: int) -> None:
    bodies = others(count - 1)
    share = umbrellas.in_force(cast, bodies)
    names = ["Barchester City Council", *(str(body.organisation) for body in bodies)]
    assert share.edition.state == State.IN_FORCE
    agreement = share.agreements.select_related("words").get()
    words = json.loads(agreement.words.words)
    assert [(party["organisation"], party["side"]) for party in words["parties"]] == [(name, "party") for name in names]
    assert [document["key"] for document in words["documents"]] == ["mou"]
    entry = RegisterEntry.objects.get()
    assert (entry.members, entry.acquirers, entry.suppliers) == (names, [], [])
    public = Visitor().get("register_entry", share.reference).words
    assert f"Organisations that keep to the rules {' '.join(names)}" in public
    assert "Acquirer" not in public
    assert f"Common rules of {names[0]}" in Visitor().get("register").words
    assert seal(agreement.pk)
    sealed = stored(share.agreements.get().sealed.name)
    assert sealed
    assert check_file(sealed.read()).is_good
    assert independent.history_faults(json.loads(json.dumps(evidence_of(share)))) == []
    assert verify_everything().findings == []


def test_sign_page_and_files_speak_of_rules(cast: Cast) -> None:
    bodies = others(2)
    share = umbrellas.agreed(cast, bodies)
    freeze = Visitor(cast.acquirer).get("freeze", share)
    assert "The acquirer first" not in freeze.words
    freezing.freeze_words(share=share, by=cast.acquirer)
    words = Visitor(bodies[0].signatory).get("sign", share).words
    assert "umbrella agreement" in words
    assert "impact assessment" not in words.split("Who signs")[0].split("Contents")[0]
    assert "(acquirer)" not in words
    for page in ("people", "files", "history", "missing_answers", "proposals"):
        assert Visitor(bodies[0].lead).get(page, share).status == 200, page


def test_overview_says_who_keeps_to_the_rules(cast: Cast) -> None:
    bodies = others(2)
    share = umbrellas.agreed(cast, bodies)
    visitor = Visitor(cast.acquirer)
    words = visitor.get("overview", share).words
    assert "Organisations in these rules Barchester City Council (leads the rules)" in words
    assert "keep to the rules" not in words
    agreement = freezing.freeze_words(share=share, by=cast.acquirer)
    late = share.parties.get(organisation=bodies[1].organisation)
    joining_later.move(share=stages.fresh(share), party=late, reason="Late.", by=cast.acquirer)
    for person in (cast.acquirer_signatory, bodies[0].signatory):
        umbrellas.sign(agreement, person)
    words = visitor.get("overview", share).words
    assert "Organisations that keep to the rules Barchester City Council (leads the rules)" in words
    assert "Organisations that have not signed them Barset Fire and Rescue" in words


def test_refusals_speak_of_rules(cast: Cast) -> None:
    share, visitor = umbrellas.opened(cast), Visitor(cast.acquirer)
    early = visitor.get("freeze", share)
    assert early.status == 409
    assert "These common rules have not been sent yet, so you cannot freeze the text" in early.words
    bodies = others(1)
    share = umbrellas.offered(cast, bodies)
    late = visitor.get("step", share, "title")
    assert late.status == 409
    assert "so you cannot answer the questions of the common rules now" in late.words
    refused = Visitor(bodies[0].lead).get("withdraw", share)
    assert refused.status == 403
    assert "Your role in these common rules does not let you withdraw the common rules." in refused.words
    requesting.withdraw(share=share, reason="", by=cast.acquirer)
    assert "These common rules were withdrawn" in visitor.get("freeze", share).words


def test_one_decline_stops_the_signing(cast: Cast) -> None:
    bodies = others(2)
    share = umbrellas.agreed(cast, bodies)
    agreement = freezing.freeze_words(share=share, by=cast.acquirer)
    sign_off.decline(agreement=agreement, reason="The board has not met.", by=bodies[1].signatory)
    assert stages.fresh(share).edition.state == State.NEGOTIATING
    assert verify_everything().findings == []


def test_rules_are_withdrawn_by_the_leading_body_only(cast: Cast) -> None:
    bodies = others(1)
    share = umbrellas.offered(cast, bodies)
    assert Visitor(bodies[0].lead).post("withdraw", share, reason="No.").status == 403
    assert Visitor(cast.acquirer).post("withdraw", share, reason="No longer needed.").status == 302
    assert "withdrew the common rules" in Visitor(bodies[0].lead).get("overview", share).words
    assert verify_everything().findings == []


def test_later_edition_may_have_one_more_body_and_none_less(cast: Cast) -> None:
    bodies = others(2)
    share = umbrellas.in_force(cast, bodies[:1])
    vary(share=share, by=cast.acquirer)
    share = stages.fresh(share)
    umbrella.add_body(share=share, body=bodies[1].organisation, email=bodies[1].lead.email, by=cast.acquirer)
    assert verify_everything().findings == []
    party = share.parties.get(organisation=bodies[0].organisation)
    with pytest.raises(NotNow, match="It can leave them only as they say"):
        umbrella.remove_body(share=share, party=party, by=cast.acquirer)
    umbrella.offer(share=share, by=cast.acquirer)
    assert stages.fresh(share).edition.state == State.NEGOTIATING


def test_nothing_is_sent_by_someone_not_in_the_rules(cast: Cast) -> None:
    share = umbrellas.opened(cast)
    with pytest.raises(PermissionDenied):
        umbrella.offer(share=share, by=cast.stranger)
    with pytest.raises(Incomplete):
        umbrella.offer(share=share, by=cast.acquirer)
    assert not share.edition.rounds.exists()


def test_references_within_rules_follow_their_numbers(cast: Cast) -> None:
    share = umbrellas.offered(cast, others(1))
    clauses = share.edition.clauses.select_related("current")
    words = {clause.key: clause.current.text for clause in clauses if clause.current}
    assert "in the way that clause [[clause:rules.joining]] describes" in words["rules.parties"]
    assert "named in clause [[clause:rules.parties]] that has signed" in words["rules.definitions"]
    keys = "[[clause:rules.review]], [[clause:rules.disputes]] and [[clause:rules.costs]]"
    assert f"prevails over clauses {keys} of these rules" in words["rules.precedence"]
    draft = Visitor(cast.acquirer).get("draft", share, "mou").words
    assert "A schedule prevails over clauses 8.1, 8.3 and 8.5 of these rules" in draft
    assert "[[" not in draft
