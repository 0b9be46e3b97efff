"""Opening a data share for a request."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements import policy
from agreements.models import DataShare, Event
from agreements.questionnaire.question_sets import CURRENT
from agreements.requesting import actions as requesting
from agreements.states import Action, Role, Side, State
from catalogue.models import DataAsset
from community.models import Membership
from tests.agreements.events import said
from tests.agreements.requesting.asking import NEEDED, asked
from tests.cast import Bodies, Cast
from tests.support.visiting import address

pytestmark = pytest.mark.django_db


def test_it_opens_with_the_answers_of_the_triage(cast: Cast, bodies: Bodies, asset: DataAsset) -> None:
    seen = asked(cast.acquirer, asset, NEEDED).post("triage_result", asset.reference)

    share = DataShare.objects.get()
    assert seen.goes_to == address("request", share)
    assert share.edition.state == State.DRAFT
    assert share.title == "Request for Council tax records of households"
    assert share.edition.question_set == CURRENT.version
    assert share.edition.answers.as_mapping() == NEEDED
    assert list(share.assets.all()) == [asset]
    assert [(party.organisation, party.side) for party in share.parties.all()] == [(bodies.council, Side.ACQUIRER)]


def test_who_opens_it_leads(cast: Cast, bodies: Bodies, asset: DataAsset) -> None:
    share = requesting.open_request(assets=[asset], triage=NEEDED, organisation=bodies.council, by=cast.acquirer)

    [member] = share.members.live()
    assert (member.user, member.role) == (cast.acquirer, Role.LEAD)
    assert policy.may(cast.acquirer, Action.SUBMIT, share)
    assert policy.disagreements() == []


def test_no_one_else_sees_it(cast: Cast, bodies: Bodies, asset: DataAsset) -> None:
    share = requesting.open_request(assets=[asset], triage=NEEDED, organisation=bodies.council, by=cast.acquirer)

    others = [user for user in cast.everyone().values() if user != cast.acquirer]
    assert not any(DataShare.objects.visible_to(user).filter(pk=share.pk).exists() for user in others)


def test_the_history_begins_with_it(cast: Cast, bodies: Bodies, asset: DataAsset) -> None:
    share = requesting.open_request(assets=[asset], triage=NEEDED, organisation=bodies.council, by=cast.acquirer)

    [event] = Event.objects.filter(share=share)
    assert (event.sequence, event.action, event.to_state) == (1, Action.OPEN, State.DRAFT)
    assert said(event) == "started a request for “Council tax records of households”"


def test_asking_twice_opens_one(cast: Cast, asset: DataAsset) -> None:
    visitor = asked(cast.acquirer, asset, NEEDED)
    visitor.post("triage_result", asset.reference)
    again = visitor.post("triage_result", asset.reference)

    assert again.goes_to == address("ask", asset.reference)
    assert DataShare.objects.count() == 1


def test_references_cannot_be_guessed(cast: Cast, bodies: Bodies, asset: DataAsset) -> None:
    first, second = (
        requesting.open_request(assets=[asset], triage=NEEDED, organisation=bodies.council, by=cast.acquirer)
        for _ in range(2)
    )

    assert first.reference != second.reference
    assert first.reference.startswith("DS-")
    assert str(first.pk) not in first.reference.split("-")


def test_no_one_asks_for_an_organisation_that_is_not_theirs(cast: Cast, bodies: Bodies, asset: DataAsset) -> None:
    for user in (cast.stranger, cast.supplier):
        with pytest.raises(PermissionDenied, match="only for an organisation you work for"):
            requesting.open_request(assets=[asset], triage=NEEDED, organisation=bodies.council, by=user)
    assert not DataShare.objects.exists()


def test_no_one_asks_for_an_organisation_they_have_left(cast: Cast, bodies: Bodies, asset: DataAsset) -> None:
    Membership.objects.filter(user=cast.acquirer).update(until=timezone.now() - timedelta(seconds=1))

    with pytest.raises(PermissionDenied):
        requesting.open_request(assets=[asset], triage=NEEDED, organisation=bodies.council, by=cast.acquirer)
    assert not DataShare.objects.exists()


def test_it_is_too_early_before_the_last_question(cast: Cast, asset: DataAsset) -> None:
    unfinished = {key: NEEDED[key] for key in ("tri_public", "tri_aggregate")}
    seen = asked(cast.acquirer, asset, unfinished).post("triage_result", asset.reference)

    assert seen.goes_to == address("ask", asset.reference)
    assert not DataShare.objects.exists()
