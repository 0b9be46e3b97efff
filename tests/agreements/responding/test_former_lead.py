"""What suppliers wrote for the body that asked stays with it when another leads, which reads what follows."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements.models import DataShare, Outcome, Party
from agreements.negotiating import handing_over
from agreements.responding import discussing
from agreements.responding.decision_record import readable_decision
from catalogue.models import DataAsset
from community.models import Membership, Organisation, User
from tests.agreements import stages
from tests.cast import Cast
from tests.security.four import ASKS, GIVES, GIVES_TOO, HOSPITAL, RECEIVES, decided, people_of, submitted
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
SAID, LATER = "Our case system failed its last audit.", "Who else would hold it?"


@pytest.fixture
def people(cast: Cast) -> dict[str, User]:
    return people_of(cast)


def asked_about(cast: Cast, people: dict[str, User], asset: DataAsset) -> DataShare:
    share = submitted(cast, people, asset)
    write(share, people[GIVES], SAID, people[GIVES])
    return stages.fresh(share)


def write(share: DataShare, supplier: User, text: str, by: User) -> None:
    discussing.write(share=stages.fresh(share), supplier=party_of(share, supplier), key="aims", text=text, by=by)


def party_of(share: DataShare, user: User) -> Party:
    return share.parties.select_related("organisation").get(organisation=stages.working_for(user))


def close(share: DataShare) -> None:
    body = share.parties.get(is_lead=True).organisation_id
    Organisation.objects.filter(pk=body).update(is_closed=True)
    Membership.objects.filter(organisation=body).update(until=timezone.now())


def posts(share: DataShare, user: User) -> list[str]:
    shown = discussing.threads_for(stages.fresh(share), party_of(share, user))
    return [post.text for item in shown for post in item.thread.posts.all()]


def handed_over(share: DataShare, people: dict[str, User]) -> DataShare:
    hospital = share.parties.get(organisation__name=HOSPITAL)
    handing_over.offer_lead(share=share, to=hospital, reason="Our part is done.", by=people[ASKS])
    handing_over.take_lead(share=stages.fresh(share), by=people[RECEIVES])
    return stages.fresh(share)


def test_what_was_written_stays_with_the_one_that_asked(cast: Cast, people: dict[str, User], asset: DataAsset) -> None:
    share = handed_over(decided(asked_about(cast, people, asset), people, Outcome.ACCEPT), people)
    giver = party_of(share, people[GIVES])
    assert posts(share, people[ASKS]) == [SAID]
    assert posts(share, people[GIVES]) == [SAID]
    assert posts(share, people[RECEIVES]) == []
    assert posts(share, people[GIVES_TOO]) == []
    assert discussing.counted_for(share, party_of(share, people[RECEIVES]))["discussed"] == 0
    assert readable_decision(share, party_of(share, people[ASKS]), 1, giver.pk)
    assert readable_decision(share, party_of(share, people[RECEIVES]), 1, giver.pk) is None


def test_no_page_shows_the_new_lead_what_was_written(cast: Cast, people: dict[str, User], asset: DataAsset) -> None:
    share = handed_over(decided(asked_about(cast, people, asset), people, Outcome.ACCEPT), people)
    giver = party_of(share, people[GIVES])
    for user, reads in ((people[ASKS], True), (people[RECEIVES], False), (people[GIVES], True)):
        assert (SAID in Visitor(user).get("questions", share).words) is reads
        assert (SAID in Visitor(user).get("history", share).words) is reads
        assert (SAID in Visitor(user).get("question_thread", share, giver.pk, "aims").words) is reads
        assert Visitor(user).get("decision_record", share, 1, giver.pk).status == (200 if reads else 404)
        assert Visitor(user).get("response", share).status == 200
    new = Visitor(people[RECEIVES]).get("response", share).words
    assert "Another organisation led when the supplier responded" in new
    assert "Another organisation led" not in Visitor(people[ASKS]).get("response", share).words


def test_new_lead_reads_what_is_written_since_it_leads(cast: Cast, people: dict[str, User], asset: DataAsset) -> None:
    share = asked_about(cast, people, asset)
    close(share)
    handing_over.take_lead(share=share, by=people[RECEIVES])
    write(share, people[GIVES], LATER, people[RECEIVES])
    assert posts(share, people[RECEIVES]) == [LATER]
    assert posts(share, people[GIVES]) == [SAID, LATER]
    assert posts(share, people[ASKS]) == [SAID]
    with pytest.raises(PermissionDenied):
        write(share, people[GIVES], "And we?", people[ASKS])


def test_remarks_on_a_returned_request_stay_too(cast: Cast, people: dict[str, User], asset: DataAsset) -> None:
    share = decided(submitted(cast, people, asset), people, Outcome.RETURN)
    assert "Say more about it." in Visitor(people[ASKS]).get("request", share).words
    close(share)
    handing_over.take_lead(share=share, by=people[RECEIVES])
    assert "Say more about it." not in Visitor(people[RECEIVES]).get("request", share).words
