"""What one of several that gives data says about itself: its role, what it decides with others, its officer."""

import pytest

from agreements.answers import among_several, own_journey_of
from agreements.drafting.stops import stops_in
from agreements.members import actions as members
from agreements.models import DataShare, Outcome, Party
from agreements.questionnaire.conditions import GIVES_AND_RECEIVES, ONLY_GIVES
from agreements.requesting import actions as requesting
from agreements.requesting import bodies as adding
from agreements.responding import actions as responding
from agreements.states import Role
from catalogue.models import DataAsset
from community.models import User
from community.skills import Skill
from tests.agreements import stages
from tests.agreements.passport.answered import given, make_admin
from tests.agreements.several import asked_of_two
from tests.cast import Bodies, Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
OFFICE, AGENCY = "Office for Records", "Agency for Elsewhere"
OFFICER = {"chosen": "other", "name": "Sorrel Vane", "role": "Data protection officer", "email": "dpo@revenue.gov.uk"}


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a request that an office and an agency are reading."""
    return asked_of_two(cast, asset)


def party(share: DataShare, user: User) -> Party:
    return share.parties.get(members__user=user)


def slugs(share: DataShare, user: User) -> set[str]:
    sent = share.edition.rounds.get()
    return {step.slug for step in own_journey_of(share, sent, party(share, user)).steps()}


def answer(visitor: Visitor, share: DataShare, slug: str, **posted: str) -> None:
    """Fill in the page of a question as it is shown, with this besides."""
    shown = visitor.get("own_step", share, slug)
    assert shown.status == 200, slug
    fields = {name: values[0] for name, values in shown.fields.items() if values and name != "later"}
    assert visitor.post("own_step", share, slug, **{**fields, **posted}).status == 302


def text_of(share: DataShare, key: str) -> str:
    clause = share.edition.clauses.select_related("current").get(key=key)
    return clause.current.text if clause.current else ""


def accepted_by_both(share: DataShare, cast: Cast) -> DataShare:
    for person in (cast.supplier, cast.stranger):
        responding.decide(share=stages.fresh(share), outcome=Outcome.ACCEPT, reason=None, text="", by=person)
    return stages.fresh(share)


def test_one_of_several_is_asked_and_one_of_two_is_not(share: DataShare, cast: Cast, asset: DataAsset) -> None:
    assert {"role", "officer"} <= slugs(share, cast.supplier)
    assert "joint-activity" not in slugs(share, cast.supplier)
    plain = stages.submitted(cast, asset)
    assert slugs(plain, cast.supplier).isdisjoint({"role", "officer", "joint-activity"})
    for slug in ("role", "officer"):
        assert Visitor(cast.supplier).get("own_step", plain, slug).status == 404


def test_one_that_receives_too_has_named_its_officer(cast: Cast, asset: DataAsset, bodies: Bodies) -> None:
    draft = stages.draft(cast, asset)
    told = {"purpose": "Checking who needs help.", "email": cast.stranger.email, "by": cast.acquirer}
    adding.add_body(share=draft, body=bodies.elsewhere, gives=True, **told)  # type: ignore[arg-type]
    requesting.submit(share=draft, declared=stages.DECLARED, by=cast.acquirer)
    share = stages.fresh(draft)
    assert among_several(share, party(share, cast.stranger)) == GIVES_AND_RECEIVES
    assert "role" in slugs(share, cast.stranger)
    assert "officer" not in slugs(share, cast.stranger)
    assert among_several(share, party(share, cast.supplier)) == ONLY_GIVES
    assert "officer" in slugs(share, cast.supplier)


def test_role_and_officer_stand_in_the_schedules(share: DataShare, cast: Cast) -> None:
    visitor = Visitor(cast.supplier)
    answer(visitor, share, "role", s_role="independent", s_role_differs="For the agency we act as its processor.")
    named = {f"s_dpo__{piece}": words for piece, words in OFFICER.items()}
    answer(visitor, share, "officer", **named)
    made = accepted_by_both(share, cast)
    office, agency = (party(made, user).pk for user in (cast.supplier, cast.stranger))
    giving = text_of(made, f"schedule.giving__{office}")
    assert "| Role | Independent controller |" in giving
    assert "| Where its role is different | For the agency we act as its processor. |" in giving
    assert "| Role |" not in text_of(made, f"schedule.giving__{agency}")
    assert "| Data protection officer | Sorrel Vane, Data protection officer" in text_of(
        made, f"schedule.posts__{office}"
    )
    assert "Its officer, at the contact details" in text_of(made, f"schedule.posts__{agency}")
    assert "Where a giver has stated its own role" in text_of(made, "basis.roles")


def test_what_it_decides_with_others_stands_in_the_table_of_article_26(share: DataShare, cast: Cast) -> None:
    visitor = Visitor(cast.supplier)
    answer(visitor, share, "role", s_role="joint")
    page = visitor.get("own_step", share, "joint-activity")
    assert "Which activity do you decide on together, and who does what?" in page.words
    answer(visitor, share, "joint-activity", activity="Whom to visit first", contact="The office’s helpdesk")
    made = accepted_by_both(share, cast)
    joint = text_of(made, "schedule.joint")
    assert "**Whom to visit first**" in joint
    assert "The office’s helpdesk" in joint
    assert made.edition.clauses.filter(key="basis.joint").exists()


def test_blank_pages_are_no_answer(share: DataShare, cast: Cast) -> None:
    visitor, own = Visitor(cast.supplier), share.edition.party_answers
    for slug in ("role", "officer"):
        assert visitor.post("own_step", share, slug, revision="0").status == 302
    assert not own.exists()
    answer(visitor, share, "role", s_role="joint")
    assert visitor.post("own_step", share, "joint-activity", activity="", revision="0").status == 302
    assert list(own.exclude(value=[]).values_list("key", flat=True)) == ["s_role"]


def test_role_alone_or_unsure_stops_the_agreement(share: DataShare, cast: Cast) -> None:
    visitor, parties = Visitor(cast.supplier), list(share.parties.select_related("organisation"))
    answer(visitor, share, "role", s_role="joint")
    says = [stop.says for stop in stops_in(stages.fresh(share), parties) if stop.question == "s_role"]
    assert [words.partition(", and none")[0] for words in says] == [f"{OFFICE} says that it is a joint controller"]
    answer(visitor, share, "role", s_role="not_sure")
    says = [stop.says for stop in stops_in(stages.fresh(share), parties) if stop.question == "s_role"]
    assert says == [f"{OFFICE} is not sure which role it has for the data that it gives."]
    answer(visitor, share, "role", s_role="processor")
    assert not [stop for stop in stops_in(stages.fresh(share), parties) if stop.question == "s_role"]


def test_unsure_role_is_a_gap_that_only_the_giver_fills(share: DataShare, cast: Cast) -> None:
    answer(Visitor(cast.supplier), share, "role", s_role="not_sure")
    made = accepted_by_both(share, cast)
    gap = f"s_role__{party(made, cast.supplier).pk}"
    assert f"[[gap:{gap}]]" in text_of(made, f"schedule.giving__{party(made, cast.supplier).pk}")
    assert Visitor(cast.supplier).get("missing_answer", made, gap).status == 200
    assert Visitor(cast.stranger).get("missing_answer", made, gap).status in {403, 404}


def test_standard_officer_is_offered(share: DataShare, cast: Cast, bodies: Bodies) -> None:
    given(bodies.revenue, make_admin(cast.supplier), "dpo", OFFICER)
    shown = Visitor(cast.supplier).get("own_step", share, "officer")
    assert shown.fields["s_dpo__name"] == ["Sorrel Vane"]


def test_own_adviser_is_offered_as_the_officer(share: DataShare, cast: Cast) -> None:
    adviser = cast.supplier_expert
    given_role = {"role": Role.ADVISER, "skill": Skill.DATA_PROTECTION, "by": cast.supplier}
    members.invite(share=share, email=adviser.email, **given_role)  # type: ignore[arg-type]
    offered = Visitor(cast.supplier).get("own_step", share, "officer").all("//main//label")
    assert any(label.startswith(str(adviser)) for label in offered)
    assert not any(label.startswith(str(cast.supplier)) for label in offered), "who answers is not its own officer"


def test_nothing_of_it_must_be_answered_to_decide(share: DataShare, cast: Cast) -> None:
    made = accepted_by_both(share, cast)
    office = party(made, cast.supplier).pk
    assert "[[gap:s_role" not in text_of(made, f"schedule.giving__{office}")
    assert "[[gap:s_dpo" not in text_of(made, f"schedule.posts__{office}")
