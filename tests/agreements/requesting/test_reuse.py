"""An earlier request copied as a new draft, its answers marked until someone has checked them."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements.answers import journey_of
from agreements.models import DataShare
from agreements.requesting import reuse
from agreements.states import Role, State
from catalogue.models import DataAsset
from community.models import Organisation
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.requesting.walking import typed_answers
from tests.cast import Cast, make_asset
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.refused(cast, asset, typed_answers())


def copied(cast: Cast, old: DataShare, asset: DataAsset) -> dict[str, Any]:
    return reuse.use_again(old=old, asset=asset, by=cast.acquirer).edition.answers.as_mapping()


def test_the_overview_leads_to_a_new_draft_with_the_answers(cast: Cast, old: DataShare, asset: DataAsset) -> None:
    visitor = Visitor(cast.acquirer)
    assert address("reuse", old) in visitor.get("overview", old).all("//main//a/@href")
    sent = visitor.post("reuse", old, asset=asset.reference)

    new = DataShare.objects.exclude(pk=old.pk).get()
    assert sent.goes_to == address("request", new)
    assert (new.edition.state, new.title) == (State.DRAFT, typed_answers()["title"])
    assert new.edition.answers.as_mapping()["aims"] == typed_answers()["aims"]
    assert f"with the answers from {old.reference}" in visitor.get("history", new).words


def test_the_old_one_stays_as_it_is(cast: Cast, old: DataShare, asset: DataAsset) -> None:
    before = (old.events.count(), old.edition.answers.as_mapping(), old.edition.state, old.members.count())
    reuse.use_again(old=old, asset=asset, by=cast.acquirer)

    old = stages.fresh(old)
    assert (old.events.count(), old.edition.answers.as_mapping(), old.edition.state, old.members.count()) == before


def test_no_one_and_nothing_of_the_other_side_is_copied(cast: Cast, old: DataShare, asset: DataAsset) -> None:
    new = reuse.use_again(old=old, asset=asset, by=cast.acquirer)

    assert [(member.user, member.role) for member in new.members.all()] == [(cast.acquirer, Role.LEAD)]
    assert not new.edition.party_answers.exists()
    assert not new.edition.rounds.exists()
    assert Visitor(cast.supplier).get("overview", new).status == 404


def test_declarations_and_days_gone_by_are_left_out(cast: Cast, asset: DataAsset) -> None:
    answers = typed_answers() | {"needed_by": stages.in_days(60)}
    old = stages.withdrawn(cast, asset, answers)
    old.edition.answers.filter(key="needed_by").update(value=stages.in_days(-1))
    given = copied(cast, old, asset)

    assert not {"considered", "risks_read", "needed_by"} & given.keys()


def test_rows_are_its_own(cast: Cast, old: DataShare, asset: DataAsset) -> None:
    rows, before = copied(cast, old, asset)["items"], old.edition.answers.get(key="items").value

    assert [row["item"] for row in rows] == [row["item"] for row in before]
    assert not {row["id"] for row in rows} & {row["id"] for row in before}


def test_another_record_that_was_found_begins_with_them(cast: Cast, old: DataShare, asset: DataAsset) -> None:
    other = make_asset(stages.working_for(cast.supplier), "Records of another kind")
    visitor = Visitor(cast.acquirer)
    link = f"{address('reuse', old)}?asset={other.reference}"
    assert link in visitor.get("ask", other.reference).all("//main//a/@href")
    assert visitor.get(link).status == 200
    visitor.post(link, asset=other.reference)

    new = DataShare.objects.exclude(pk=old.pk).get()
    assert list(new.assets.all()) == [other]
    given = new.edition.answers.as_mapping()
    assert "aims" in given
    assert "tri_public" not in given, "whether this one is open to everyone has to be looked at again"


def test_two_presses_are_one(cast: Cast, old: DataShare, asset: DataAsset) -> None:
    first = reuse.use_again(old=old, asset=asset, by=cast.acquirer)

    assert reuse.use_again(old=old, asset=asset, by=cast.acquirer) == first


def test_no_one_of_another_organisation_copies_it(cast: Cast, old: DataShare, asset: DataAsset) -> None:
    for user, status in ((cast.supplier, 403), (cast.stranger, 404)):
        assert Visitor(user).get("reuse", old).status == status
        assert Visitor(user).post("reuse", old, asset=asset.reference).status == status
        assert old.reference not in Visitor(user).get("ask", asset.reference).words
        with pytest.raises(PermissionDenied):
            reuse.use_again(old=old, asset=asset, by=user)
    assert DataShare.objects.count() == 1


@pytest.mark.parametrize("part", ["acquirer_colleague", "onlooker"])
def test_everyone_who_sees_it_for_the_acquirer_copies_it(
    cast: Cast, old: DataShare, asset: DataAsset, part: str
) -> None:
    user = cast.everyone()[part]
    assert f"Use the answers from {old.reference}" in Visitor(user).get("ask", asset.reference).words
    assert Visitor(user).post("reuse", old, asset=asset.reference).status == 302
    new = DataShare.objects.exclude(pk=old.pk).get()
    assert [(member.user, member.role) for member in new.members.all()] == [(user, Role.LEAD)]


def test_colleague_who_takes_no_part_in_it_does_not(cast: Cast, old: DataShare, asset: DataAsset) -> None:
    cast.stranger.memberships.update(organisation=stages.working_for(cast.acquirer))
    assert Visitor(cast.stranger).get("reuse", old).status == 404
    assert old.reference not in Visitor(cast.stranger).get("ask", asset.reference).words


@pytest.mark.parametrize("stage", [stages.submitted, stages.returned, stages.negotiating, stages.in_force])
def test_request_that_goes_on_is_copied_with_a_warning(cast: Cast, asset: DataAsset, stage: stages.Stage) -> None:
    share, visitor = stage(cast, asset), Visitor(cast.acquirer)
    other = make_asset(stages.working_for(cast.supplier), "Other records")
    links = visitor.get("ask", other.reference).all("//main//a/@href")
    assert f"{address('reuse', share)}?asset={other.reference}" in links
    visitor.post("reuse", share, asset=asset.reference, another="yes")
    new = DataShare.objects.exclude(pk=share.pk).get()
    said = visitor.get("request", new).words
    assert "has another data share for the same data" in said
    assert share.reference in said
    assert stages.fresh(share).edition.state == share.edition.state


def test_draft_is_not_copied(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset)

    assert Visitor(cast.acquirer).get("reuse", share).status == 409
    assert f"Use the answers from {share.reference}" not in Visitor(cast.acquirer).get("ask", asset.reference).words
    with pytest.raises(NotNow):
        reuse.use_again(old=share, asset=asset, by=cast.acquirer)


def test_copied_answers_are_marked_until_they_are_saved(cast: Cast, old: DataShare, asset: DataAsset) -> None:
    new, visitor = reuse.use_again(old=old, asset=asset, by=cast.acquirer), Visitor(cast.acquirer)
    copies = new.edition.answers.marks().copied
    assert set(copies.values()) == {old.reference}
    assert set(copies) == set(new.edition.answers.as_mapping())
    assert f"Copied from {old.reference}. Check it" in visitor.get("request", new).words
    checked = visitor.get("check", new).words
    assert f"answers copied from {old.reference} have not been checked yet" in checked
    marked = set(copies) & {key for step in journey_of(new).steps() for key in step.keys}
    assert checked.count(f"Copied from {old.reference}, not checked yet") == len(marked)

    shown = visitor.get("step", new, "aims")
    assert f"Copied from {old.reference}. Check that it is true of this request, then save it" in shown.words
    before = new.events.count()
    visitor.post("step", new, "aims", **{name: values[0] for name, values in shown.fields.items()})
    assert "aims" not in new.edition.answers.marks().copied
    assert new.events.count() == before, "nothing changed but that someone has looked"
    visitor.post("step", new, "title", title="Another title", revision="1")
    assert "title" not in new.edition.answers.marks().copied
    assert "Copied from" not in visitor.get("step", new, "aims").words

    assert "then continue" in visitor.get("step", new, "data-items").words
    visitor.post("step", new, "data-items")
    assert "items" not in new.edition.answers.marks().copied


def test_draft_warns_of_others_only_that_the_reader_sees(cast: Cast, asset: DataAsset) -> None:
    other, draft = stages.submitted(cast, asset), stages.draft(cast, asset)
    assert other.reference in Visitor(cast.acquirer).get("request", draft).words
    other.members.filter(user=cast.acquirer_colleague).update(until=timezone.now())
    assert other.reference not in Visitor(cast.acquirer_colleague).get("request", draft).words
    draft.assets.set([make_asset(stages.working_for(cast.supplier), "Other records")])
    assert other.reference not in Visitor(cast.acquirer).get("request", draft).words


def test_someone_who_works_elsewhere_now_cannot(cast: Cast, old: DataShare, asset: DataAsset) -> None:
    elsewhere = Organisation.objects.create(name="Elsewhere again", slug="elsewhere-again")
    cast.acquirer.memberships.update(organisation=elsewhere)

    with pytest.raises(PermissionDenied):
        reuse.use_again(old=old, asset=asset, by=cast.acquirer)


def test_a_record_that_is_not_offered_is_refused(cast: Cast, old: DataShare) -> None:
    own = make_asset(stages.working_for(cast.acquirer), "Our own records")
    seen = Visitor(cast.acquirer).post("reuse", old, asset=own.reference)

    assert seen.errors
    with pytest.raises(PermissionDenied):
        reuse.use_again(old=old, asset=own, by=cast.acquirer)
    assert DataShare.objects.count() == 1


def test_open_draft_is_said_before_the_answers_are_reused(cast: Cast, old: DataShare, asset: DataAsset) -> None:
    stages.draft(cast, asset)

    seen = Visitor(cast.acquirer).get("reuse", old)
    assert "has already drafted a request for this data" in seen.words
    assert "Start another request" in seen.words
