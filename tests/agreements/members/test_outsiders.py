"""Who does not work for a party advises it or observes: they act for it in no role."""

import pytest
from django.core.exceptions import PermissionDenied

from agreements import policy
from agreements.members import actions as members
from agreements.models import DataShare, EventDetails, Member
from agreements.negotiating import actions as negotiating
from agreements.states import ADVISING, TRANSITIONS, Action, Role, Side, State
from catalogue.models import DataAsset
from community.accounts import signing_up
from community.models import EmailDomain, Membership, Organisation, User
from community.organisations import memberships
from tests.agreements import stages
from tests.cast import Cast
from tests.support.signing_up import PASSWORD
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
BINDING = [Role.LEAD, Role.CONTRIBUTOR, Role.SIGNATORY]
ADVICE = [Role.ADVISER, Role.OBSERVER]
# An address of no organisation in particular.
PARISH = "clerk@parish.gov.uk"


def invite(share: DataShare, email: str, role: Role, by: User) -> list[str]:
    """Return the errors of the invitation form."""
    seen = Visitor(by).post("invite", share, email=email, role=role, skill="legal", office="Clerk")
    return [] if seen.status == 302 else seen.errors


def sign_up(email: str) -> User:
    user = signing_up.finish(token=signing_up.new_link(email), full_name="Kit Bell", job_title="", password=PASSWORD)
    members.claim_invitations(user=user)
    return user


@pytest.mark.parametrize("role", BINDING)
def test_invite_outsider_to_bind_is_refused(cast: Cast, share: DataShare, role: Role) -> None:
    for by, body in ((cast.acquirer, "Barchester City Council"), (cast.supplier, "Office for Records")):
        [known] = invite(share, cast.stranger.email, role, by)
        assert known.startswith("Zoe Marsh works for Agency for Elsewhere.")
        assert f"Enter their address at {body}, or invite them as an adviser or observer" in known
        [unknown] = invite(share, "no.account@elsewhere.gov.uk", role, by)
        assert unknown.startswith("This address belongs to Agency for Elsewhere.")
    assert not Member.objects.filter(email__endswith="@elsewhere.gov.uk").exists()


@pytest.mark.parametrize("role", ADVICE)
def test_invite_outsider_to_advise(cast: Cast, share: DataShare, role: Role) -> None:
    assert invite(share, cast.stranger.email, role, cast.acquirer) == []
    assert invite(share, "no.account@elsewhere.gov.uk", role, cast.supplier) == []
    for reader in (cast.acquirer, cast.supplier):
        words = Visitor(reader).get("people", share).words
        assert "Invited from outside Barchester City Council" in words
        assert "Invited from outside Office for Records" in words
        assert cast.stranger.email in words


def test_invite_to_bind_at_a_shared_domain(cast: Cast, share: DataShare) -> None:
    shared = EmailDomain.objects.create(pattern="twin.gov.uk")
    council, other = Organisation.objects.get(slug="council"), Organisation.objects.get(slug="elsewhere")
    shared.shared_by.set([other])
    [error] = invite(share, "kit@twin.gov.uk", Role.LEAD, cast.acquirer)
    assert error.startswith("This address belongs to Agency for Elsewhere.")
    shared.shared_by.set([other, council])
    assert invite(share, "kit@twin.gov.uk", Role.LEAD, cast.acquirer) == []


def test_account_without_organisation_is_asked_to_add_it(cast: Cast, share: DataShare) -> None:
    EmailDomain.objects.create(pattern="*.gov.uk")
    sign_up(PARISH)
    [error] = invite(share, PARISH, Role.CONTRIBUTOR, cast.acquirer)
    assert error.startswith("We do not know where Kit Bell works.")
    assert "Ask them to add Barchester City Council on their account page" in error


def test_address_that_shows_nothing_binds_once_membership_is_shown(cast: Cast, asset: DataAsset) -> None:
    EmailDomain.objects.create(pattern="*.gov.uk")
    EmailDomain.objects.filter(pattern="council.gov.uk").delete()
    share = stages.negotiating(cast, asset)
    assert invite(share, PARISH, Role.CONTRIBUTOR, cast.acquirer) == []
    person = sign_up(PARISH)
    assert not policy.may(person, Action.AGREE, stages.fresh(share))
    assert policy.may(person, Action.PROPOSE, stages.fresh(share))
    memberships.choose(organisation=Organisation.objects.get(slug="council"), by=person)
    assert policy.may(person, Action.AGREE, stages.fresh(share))


def test_advisers_and_observers_define_what_a_guest_may_do() -> None:
    expected = {action for side in Side for role in ADVICE for action in stages.actions_for(side, role)}
    assert expected | {Action.LOOK_BACK} == ADVISING
    assert not ADVISING & {Action.ANSWER, Action.SUBMIT, Action.AGREE, Action.DISAGREE, Action.DECIDE, Action.FREEZE}


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("role", BINDING)
def test_guest_with_binding_role_only_advises(cast: Cast, asset: DataAsset, side: Side, role: Role) -> None:
    by = cast.acquirer if side == Side.ACQUIRER else cast.supplier
    reached: set[Action] = set()
    for stage in (stages.draft, stages.submitted, stages.negotiating, stages.signing):
        share = stage(cast, asset)
        stages.with_guest(share, cast.stranger, role, by=by) if share.parties.filter(
            gives=side == Side.SUPPLIER
        ).exists() else None
        for row in TRANSITIONS:
            if row.action in policy.held(cast.stranger, share) - ADVISING:
                reached.add(row.action)
                assert not policy.may(cast.stranger, row.action, share)
                with pytest.raises(PermissionDenied, match="You do not work for"):
                    policy.require(cast.stranger, row.action, share)
        Member.objects.filter(user=cast.stranger).delete()
    assert reached == stages.actions_for(side, role) - ADVISING


def test_guest_is_told_why_and_marked_everywhere(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    stages.with_guest(share, cast.stranger, Role.CONTRIBUTOR, by=cast.acquirer)
    clause = share.edition.clauses.order_by("pk")[0]
    with pytest.raises(PermissionDenied, match="on your account page"):
        negotiating.agree(share=share, wordings={clause.pk: clause.current_id or 0}, by=cast.stranger)
    own = Visitor(cast.stranger).get("agreement", share).words
    assert "You can advise it, but you cannot agree, decide or sign for it." in own
    for name in ("overview", "agreement", "history", "people"):
        words = Visitor(cast.supplier).get(name, share).words
        assert (
            f"Zoe Marsh ({cast.stranger.email}) takes part for Barchester City Council but does not work there."
            in words
        )
    negotiating.comment(clause=clause, text="Say which year.", private=False, by=cast.stranger)
    said = EventDetails.objects.get(event__share=share, actor=cast.stranger).said_by
    assert said == f"Zoe Marsh (Barchester City Council, from outside it: {cast.stranger.email})"
    assert said in Visitor(cast.supplier).get("history", share).words


def test_list_asks_a_guest_for_advice_only(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    stages.with_guest(share, cast.stranger, Role.CONTRIBUTOR, by=cast.acquirer)
    stages.with_guest(share, cast.stranger, Role.LEAD, by=cast.acquirer)
    assert "Advise on the clauses" in Visitor(cast.stranger).get("shares").words
    assert "Advise on the clauses" not in Visitor(cast.acquirer_colleague).get("shares").words


def test_whose_membership_has_ended_binds_no_longer(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    assert policy.may(cast.acquirer_colleague, Action.AGREE, stages.fresh(share))
    Membership.objects.filter(user=cast.acquirer_colleague).delete()
    assert not policy.may(cast.acquirer_colleague, Action.AGREE, stages.fresh(share))
    assert stages.fresh(share).edition.state == State.NEGOTIATING
