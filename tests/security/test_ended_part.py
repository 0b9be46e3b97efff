"""What the people of a body read whose part ended before signature: what came before, at no address what came later."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from django.utils.html import escape
from pytest_django.plugin import DjangoDbBlocker

from agreements import policy
from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.models import DataShare, Member, Outcome, Reason, SharePermission
from agreements.negotiating import actions as negotiation
from agreements.negotiating import leaving_out
from agreements.notifications.dated import remind_leads
from agreements.register.publish import publish_owed
from agreements.requesting import actions as requesting
from agreements.requesting import records
from agreements.responding import actions as responding
from agreements.states import Action, Role, State
from community.models import Membership, Notification
from tests.agreements import stages
from tests.agreements.negotiating.clauses import proposed, whole_clauses
from tests.agreements.signing.signatures import signed
from tests.cast import make_asset
from tests.security import four
from tests.security.doors import SHARE
from tests.security.four import ASKS, GIVES, GIVES_TOO, HOSPITAL, RECEIVES
from tests.security.test_every_url import SHARED, arguments
from tests.security.world import World
from tests.support.once import built_once
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db

REASON: Final = "Its board decided on Monday that it takes no part."
LATER: Final = "Marmalade is kept in the north tower."
# The pages that are left to them; what each is asked with a method that it does not take is 405.
LEFT: Final = {
    *("overview", "history", "request", "response", "round_changes", "decision_record", "decision_file"),
    *("decide", "decided", "pass_on", "act_for", "leave"),
}


def _goes_on(share: DataShare, world: World, *bodies: str) -> DataShare:
    """Let these bodies change a clause, freeze, sign and have it in the register."""
    cast, people = world.cast, world.people
    clause = next(one for one in whole_clauses(share) if not one.binds)
    negotiation.accept(proposal=proposed(clause, people[GIVES], LATER), by=cast.acquirer)
    share = four.frozen(stages.fresh(share), cast, people, bodies)
    signed(share, cast.acquirer_signatory, *(people[name] for name in bodies if name != ASKS))
    publish_owed()
    return stages.fresh(share)


def _left_out(world: World, title: str) -> DataShare:
    """Return a data share of four in negotiation without the hospital, with an invitation."""
    holder = stages.working_for(world.cast.supplier)
    share = four.negotiating(world.cast, world.people, make_asset(holder, title))
    party = share.parties.get(organisation__name=HOSPITAL)
    leaving_out.leave_out(share=share, party=party, is_silent=False, reason=REASON, by=world.cast.acquirer)
    members.invite(share=stages.fresh(share), email="new@council.gov.uk", role=Role.OBSERVER, by=world.cast.acquirer)
    return stages.fresh(share)


def _refused(world: World) -> DataShare:
    """Return one in force in which the second supplier refused its own data, which was not needed."""
    people, cast = world.people, world.cast
    share = four.draft(cast, people, make_asset(stages.working_for(cast.supplier), "Records refused"))
    useful = stages.working_for(people[GIVES_TOO])
    records.say_needed(share=share, useful=[useful.pk], by=cast.acquirer)
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    for lead, outcome in ((GIVES_TOO, Outcome.REFUSE), (GIVES, Outcome.ACCEPT)):
        reason = Reason.COST if outcome == Outcome.REFUSE else None
        text = "It costs too much." if reason else ""
        responding.decide(share=stages.fresh(share), outcome=outcome, reason=reason, text=text, by=people[lead])
    return _goes_on(stages.fresh(share), world, ASKS, GIVES, RECEIVES)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with built_once(django_db_blocker, stages.draft) as made:
        people = four.people_of(made.cast)
        shares: dict[str, DataShare] = {}
        given = {"cast": made.cast, "staff": people[four.OUTSIDE], "asset": made.asset, "shares": shares}
        found = World.of(people, **given, proposal=0)
        shares["negotiating"] = _left_out(found, "Records left")
        shares["in_force"] = _goes_on(_left_out(found, "Records signed"), found, ASKS, GIVES, GIVES_TOO)
        shares["refused"] = _refused(found)
        assert all(shares[name].edition.state == State.IN_FORCE for name in ("in_force", "refused"))
        yield found


def who(stage: str) -> str:
    """Return whose part has ended."""
    return GIVES_TOO if stage == "refused" else RECEIVES


def party_of(world: World, stage: str) -> Member:
    share = world.shares[stage]
    return share.members.live().get(user=world.people[who(stage)], role=Role.LEAD)


@pytest.mark.parametrize("stage", ["in_force", "refused", "negotiating"])
def test_no_address_answers_with_what_came_later(world: World, stage: str) -> None:
    given = arguments(world, stage) | {"supplier": party_of(world, stage).party_id}
    faults = []
    for name, address in SHARED.items():
        here = address.format(**(given | dict(SHARE[name].given)))
        for method in ("get", "post"):
            answer = world.ask(who(stage), method, here, SHARE[name].posted if method == "post" else None)
            said = answer.content.decode() if not answer.streaming else ""
            allowed = {200, 302, 403, 404, 405} if name in LEFT else {403, 405}
            if answer.status_code not in allowed or LATER in said:
                faults.append(f"{method} {here}: {answer.status_code}")
            if answer.status_code == 403 and "The People page" in said and name not in LEFT:
                faults.append(f"{method} {here} sends people to a page that they cannot open")
            if answer.status_code == 403 and name not in LEFT and "has taken no part in this data share" not in said:
                faults.append(f"{method} {here} does not say why")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("stage", "why"), [("in_force", "The others went on without it."), ("refused", "It refused to")]
)
def test_overview_says_since_when_why_and_whom_to_ask(world: World, stage: str, why: str) -> None:
    share = world.shares[stage]
    answer = world.ask(who(stage), "get", f"/shares/{share.reference}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Your organisation takes no part in this data share" in page
    assert f"{party_of(world, stage).party} has taken no part in this data share since" in page
    assert why in page
    assert "If this is wrong, ask Barchester City Council." in page
    assert (escape(REASON) in page) == (stage == "in_force")
    for later in ("In force", "Signatures", "/agreement/", '/people/"', "/files/", "history.json", "Data requested"):
        assert later not in page.partition("<main")[2], later


@pytest.mark.parametrize("stage", ["in_force", "refused", "negotiating"])
def test_history_ends_with_the_event_that_ended_the_part(world: World, stage: str) -> None:
    share, kind = world.shares[stage], EventKind.ROUND_ACCEPTED if stage == "refused" else EventKind.PARTY_LEFT_OUT
    end = share.events.get(kind=kind).sequence
    page = world.ask(who(stage), "get", f"/shares/{share.reference}/history/").content.decode()
    assert f"entry {end}<" in page
    assert f"entry {end + 1}<" not in page
    assert 'value="text_frozen"' not in page
    later = world.ask(who(stage), "get", f"/shares/{share.reference}/history/?kind=text_frozen").content.decode()
    assert "moj-timeline__item" not in later
    assert "history.json" not in page


def test_what_was_its_own_stays_readable(world: World) -> None:
    share, person = world.shares["refused"], who("refused")
    own = party_of(world, "refused").party_id
    pages = ("request/", "response/", f"response/record/1/{own}/", f"response/record/1/{own}.md")
    seen = [world.ask(person, "get", f"/shares/{share.reference}/{page}") for page in pages]
    assert [answer.status_code for answer in seen] == [200] * 4
    assert "It costs too much." in seen[1].content.decode()
    giver = share.parties.get(organisation=stages.working_for(world.people[GIVES])).pk
    others = world.ask(person, "get", f"/shares/{share.reference}/response/record/1/{giver}/")
    assert others.status_code == 404


@pytest.mark.parametrize("stage", ["in_force", "refused", "negotiating"])
def test_it_is_told_of_the_end_and_of_nothing_later(world: World, stage: str) -> None:
    share, person = world.shares[stage], world.people[who(stage)]
    told = Notification.objects.filter(topic=share.reference, user=person).order_by("pk")
    last = told.last()
    assert last
    assert last.subject.startswith("The others go on without you")
    assert "You cannot read what the others agree, sign or do from now on." in last.body
    assert "ask" not in last.body.lower() or "Barchester City Council" in last.body
    kind = EventKind.ROUND_ACCEPTED if stage == "refused" else EventKind.PARTY_LEFT_OUT
    end = share.events.get(kind=kind).sequence
    told_of = [int(note.key.split(":")[2]) for note in told if note.key.startswith("event:")]
    assert max(told_of) == end


def test_lists_say_that_it_takes_no_part_and_nothing_else(world: World) -> None:
    person = who("in_force")
    page = world.ask(person, "get", "/shares/").content.decode()
    for stage in ("in_force", "negotiating"):
        assert world.shares[stage].reference in page
    assert page.count("Your organisation takes no part") == 2
    user, taking_part = world.people[person], world.shares["refused"]
    assert list(DataShare.objects.visible_to(user)) == [taking_part]
    assert set(DataShare.objects.known_to(user)) == set(world.shares.values())


def test_permissions_are_those_of_looking_back(world: World) -> None:
    for stage, share in world.shares.items():
        assert policy.held(world.people[who(stage)], share) == {Action.LOOK_BACK}
    assert policy.disagreements() == []


def test_who_acts_for_another_body_too_reads_on_for_that_one(world: World) -> None:
    share, person = world.shares["in_force"], world.people[RECEIVES]
    own, asking = party_of(world, "in_force").party, share.parties.get(is_lead=True)
    Membership.objects.create(user=person, organisation=asking.organisation)
    members.invite(share=share, email=person.email, role=Role.CONTRIBUTOR, by=world.cast.acquirer)
    reader, before = Visitor(person), policy.held(person, share)
    assert before == {Action.LOOK_BACK}
    page = reader.get("overview", share)
    assert f"Act for {asking} instead" in page.words
    assert "Your organisation takes no part" in page.words
    assert reader.get("agreement", share).status == 403
    assert "Your organisation takes no part" in reader.get("shares").words
    assert reader.post("act_for", share, party=str(asking.pk)).status == 302
    assert reader.get("agreement", share).status == 200
    assert LATER in reader.get("history", share).response.content.decode()
    assert "Your organisation takes no part" not in reader.get("overview", share).words
    assert reader.post("act_for", share, party=str(own.pk), acting_for=str(asking.pk)).status == 302
    assert reader.get("agreement", share).status == 403
    assert policy.disagreements() == []


def test_leads_are_reminded_of_dates_but_not_those_of_a_part_that_ended(world: World) -> None:
    agreement = world.shares["in_force"].agreements.get()
    remind_leads(agreement, "review", timezone.localdate() + timedelta(days=5), 1)
    told = set(Notification.objects.filter(key__startswith=f"review:{agreement.pk}:").values_list("user", flat=True))
    assert world.cast.acquirer.pk in told
    assert world.people[RECEIVES].pk not in told


def test_its_only_lead_may_leave(world: World) -> None:
    member = party_of(world, "in_force")
    share = world.shares["in_force"]
    page = world.ask(who("in_force"), "get", f"/shares/{share.reference}/people/{member.pk}/leave/").content.decode()
    assert "You are the only lead" not in page
    assert "Leave this data share" in page


def test_a_row_left_by_mistake_is_reported_and_opens_no_page(world: World) -> None:
    share, user = world.shares["in_force"], world.people[RECEIVES]
    view = Permission.objects.get(content_type__app_label="agreements", codename=Action.VIEW)
    SharePermission.objects.create(
        user=user, content_object=share, party=party_of(world, "in_force").party, permission=view
    )
    assert [line for line in policy.disagreements() if "holds without a role view_share" in line]
    assert world.ask(RECEIVES, "get", f"/shares/{share.reference}/agreement/").status_code == 403
    policy.align(user, share)
    assert policy.disagreements() == []
