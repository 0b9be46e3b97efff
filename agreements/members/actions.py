"""Actions on the members of a data share: invite, remove, and turn invitations into memberships."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from agreements import policy
from agreements.kinds import ChangeKey, EventKind, FactValue, state_words
from agreements.members.from_outside import is_outside, why_not_from_outside
from agreements.members.other_bodies import why_not_also, why_not_for, why_not_in_role
from agreements.models import DataShare, Member, Party, acting_party
from agreements.notifications.invitations import tell_expired, tell_invited
from agreements.states import CLOSED, Action, Role, State
from agreements.workflow import EventChange, begin, finish, lock
from community.accounts.proved_mailboxes import holder_of
from community.models import User
from community.notices.outbox import drop_mail
from community.skills import Skill
from datashare.lib.addresses import canonical
from datashare.lib.clock import long_date
from datashare.lib.exceptions import NotNow


def join(*, share: DataShare, party: Party, user: User, role: Role, by: User) -> Member:
    """Add a member without an invitation: the opener, and the supplier's people on submission."""
    member, _ = Member.objects.get_or_create(
        share=share,
        party=party,
        email=user.email,
        role=role,
        skill="",
        until=None,
        defaults={"user": user, "invited_by": by},
    )
    policy.align(user, share)
    return member


def party_of(share: DataShare, user: User) -> Party:
    """Return the party this user acts for now. Raise PermissionDenied if there is none.

    One query, or none after `read_by`.
    """
    if share.reader_id == user.pk:
        return next(party for party in share.parties.all() if party.pk == share.reader_party_id)
    party = Party.objects.filter(pk=acting_party(share, user)).select_related("organisation").first()
    if not party:
        raise PermissionDenied("You are not part of this data share.")
    return party


def takes_part(share: DataShare, user: User | None, email: str) -> QuerySet[Member]:
    """Return a user's memberships of a data share, by their account or by the invited address."""
    theirs = Q(email=email) | Q(user=user) if user else Q(email=email)
    return Member.objects.live().filter(theirs, share=share)


def signatories_of(party: Party) -> QuerySet[Member]:
    """Return those who are named to sign for a party."""
    return Member.objects.live().filter(party=party, role=Role.SIGNATORY).select_related("user")


@transaction.atomic
def invite(
    *,
    share: DataShare,
    email: str,
    role: Role,
    by: User,
    skill: Skill | None = None,
    office: str = "",
    outside_because: str = "",
) -> Member:
    """Add a member to the inviter's own party. Raise NotNow if they already have this role, or are invited to it.

    Someone from outside the public sector can only be an adviser, and only for a reason.
    """
    share = begin(share, Action.INVITE, by)
    if role == Role.SIGNATORY and share.edition.state == State.SIGNING:
        raise NotNow("The text is out for signature. Name another signatory on the page where people sign it")
    email = canonical(email)
    why = outside_because if is_outside(email) else ""
    if refusal := why_not_from_outside(email, role, why):
        raise NotNow(refusal)
    more = {"skill": skill or "", "office": office, "outside_because": why}
    return _invited(share, party_of(share, by), email, by, role, **more)


def invite_lead(*, share: DataShare, party: Party, email: str, by: User) -> Member:
    """Invite a lead for a body that was added to a request, by who asks. Raise NotNow as `invite`."""
    return _invited(share, party, canonical(email), by, Role.LEAD)


def _invited(
    share: DataShare, party: Party, email: str, by: User, role: Role, *, skill: str = "", **more: str
) -> Member:
    """Add a member, with the position they sign as or why they come from outside as `more`."""
    user = holder_of(email)
    theirs = takes_part(share, user, email)
    if why := why_not_also(party, user, theirs.exclude(party=party)):
        raise NotNow(why)
    _must_not_work_for_another(share, party, user, email)
    if why := why_not_in_role(party, user, email, role):
        raise NotNow(why)
    if role_taken := theirs.filter(party=party, role=role, skill=skill).first():
        raise NotNow(_why_not_again(role_taken))
    member = Member.objects.create(
        share=share, party=party, user=user, email=email, role=role, skill=skill, invited_by=by, **more
    )
    if user:
        policy.align(user, share)
    facts = person_in_role(member)
    if role == Role.SIGNATORY:
        facts["office"] = member.office
        finish(share, EventKind.SIGNATORY_INVITED, by=by, facts=facts, subject=f"member:{member.pk}")
    else:
        changes = [EventChange.given(ChangeKey.REASON, why)] if (why := member.outside_because) else []
        finish(share, EventKind.MEMBER_INVITED, by=by, facts=facts, changes=changes, subject=f"member:{member.pk}")
    tell_invited(share, member, by)
    return member


def _why_not_again(member: Member) -> str:
    if member.user:
        return f"{member} is already in this data share as {role_in_words(member)}"
    how = "The invitation has expired" if member.has_expired else "They do not have an account yet"
    sent = f"{member} was invited as {role_in_words(member)} on {long_date(member.since)}. {how}"
    return f"{sent}. You can send the invitation again or withdraw it on the People page"


@transaction.atomic
def invite_again(*, member: Member, by: User) -> Member:
    """Send an unaccepted invitation again and extend it by the full period. At most once a day.

    An invited person who has made an account since becomes a member at once.
    """
    share = begin(member.share, Action.INVITE, by)
    member = Member.objects.select_related("party").get(pk=member.pk)
    if member.party != party_of(share, by):
        raise PermissionDenied("Only a lead for the same organisation can send the invitation again.")
    return invite_again_for(share, member, by)


def invite_again_for(share: DataShare, member: Member, by: User) -> Member:
    """Send an unaccepted invitation again, as `invite_again`. The caller holds the lock and checks who may."""
    if member.user or member.until:
        raise NotNow(f"{member} is already in this data share." if member.user else "This invitation was withdrawn.")
    if localdate(member.since) == localdate():
        raise NotNow(f"{member} was invited today. You can send the invitation again tomorrow.")
    member.since, member.user = timezone.now(), _account_of(member)
    member.save(update_fields=["since", "user"])
    if member.user:
        policy.align(member.user, share)
    facts = person_in_role(member)
    finish(share, EventKind.MEMBER_INVITED_AGAIN, by=by, facts=facts, subject=f"member:{member.pk}")
    tell_invited(share, member, by)
    return member


def _account_of(member: Member) -> User | None:
    """Return the account with the address of an invitation, if that user may join its party."""
    user = holder_of(member.email)
    if user is None or _acts_for_another(user, member):
        return None
    _must_not_work_for_another(member.share, member.party, user, member.email)
    return user


def _must_not_work_for_another(share: DataShare, party: Party, user: User | None, email: str) -> None:
    if why := why_not_for(share, party, user, email):
        raise NotNow(why)


@transaction.atomic
def remove(*, member: Member, by: User) -> None:
    """End a membership of the remover's own party; one's own as `leave` does. A party keeps at least one lead."""
    if member.user_id == by.pk:
        leave(member=member, by=by)
        return
    share = begin(member.share, Action.REMOVE, by)
    member = Member.objects.select_related("party", "user").get(pk=member.pk)
    if member.party != party_of(share, by):
        raise PermissionDenied("Only a lead for the same organisation can remove someone.")
    if member.until:
        return
    _must_leave_a_lead(share, member, by)
    end_role(share, member, by)


def end_role(share: DataShare, member: Member, by: User) -> None:
    """End a membership, or withdraw an invitation, and tell of it. The caller holds the lock and checks who may."""
    _end_now(share, member)
    kind = EventKind.MEMBER_REMOVED if member.user else EventKind.INVITATION_WITHDRAWN
    finish(share, kind, by=by, facts=person_in_role(member), subject=f"member:{member.pk}")


@transaction.atomic
def leave(*, member: Member, by: User) -> None:
    """End one's own role, whatever it is. Idempotent. Raise NotNow for the only lead of a party.

    The event comes before the end, so that it still says for whom they acted.
    """
    share = lock(member.share)
    member = Member.objects.select_related("party", "user").get(pk=member.pk)
    if member.user != by:
        raise PermissionDenied("You can only leave for yourself.")
    _must_act_for_its_party(share, member, by)
    if member.until and member.until <= timezone.now():
        return
    if is_only_lead(share, member):
        raise NotNow(f"You are the only lead for {member.party} in this data share. Invite another lead first.")
    finish(share, EventKind.MEMBER_LEFT, by=by, facts=person_in_role(member), subject=about_role(member))
    _end_now(share, member)


def _must_act_for_its_party(share: DataShare, member: Member, by: User) -> None:
    party = Party.objects.filter(pk=acting_party(share, by)).first()
    if party and party != member.party:
        raise NotNow(policy.acts_for_another(share, member.party_id, party.pk))


def _end_now(share: DataShare, member: Member) -> None:
    """End a role with its permissions and, if it was the last one here, the mail that is still to be sent."""
    member.until = timezone.now()
    member.save(update_fields=["until"])
    if member.user:
        policy.align(member.user, share)
    if not takes_part(share, member.user, member.email).exists():
        drop_mail(member.user, share.reference, email=member.email)


def is_only_lead(share: DataShare, member: Member) -> bool:
    """Return whether a party that still needs a lead would have none without this member."""
    if member.role != Role.LEAD or not member.user or share.edition.state in CLOSED:
        return False
    if not policy.takes_part(share, member.party):
        return False
    here = Member.objects.filter(share=share, party=member.party)
    leads = here.leads()
    if not leads.exists():
        leads = here.live().signed_up().filter(role=Role.LEAD)
    return not leads.exclude(pk=member.pk).exists()


def _must_leave_a_lead(share: DataShare, member: Member, by: User) -> None:
    """Raise unless a lead remains, or if an unconfirmed member would remove a confirmed one."""
    if is_only_lead(share, member):
        raise NotNow("Your organisation must have at least one lead who has an account. Invite another lead first.")
    mine = Member.objects.live().filter(share=share, user=by)
    theirs = Member.objects.filter(pk=member.pk).confirmed()
    if theirs.exists() and not mine.confirmed().exists():
        raise NotNow(f"{member.party} has not confirmed that you work there, so you cannot remove {member}.")


@transaction.atomic
def claim_invitations(*, user: User) -> int:
    """Turn pending invitations for this user's confirmed address into memberships. Return how many.

    A user never acts for an organisation they do not work for, nor for two unless they work for both: such an
    invitation stays open. An expired invitation gives no access, and the user is told.
    """
    invitations = Member.objects.live().filter(email=user.email, user=None).select_related("share", "party")
    for share in sorted({member.share for member in invitations.all()}, key=lambda share: share.pk):
        lock(share)
    invited = list(invitations.all())
    tell_expired(user, [member for member in invited if member.has_expired])
    members = [member for member in invited if not member.has_expired and _may_come_in(user, member)]
    for member in members:
        member.user = user
        member.save(update_fields=["user"])
        policy.align(user, member.share)
    return len(members)


def _may_come_in(user: User, member: Member) -> bool:
    acts_for_another = _acts_for_another(user, member)
    return not acts_for_another and not why_not_for(member.share, member.party, user, user.email)


def _acts_for_another(user: User, member: Member) -> bool:
    others = Member.objects.live().filter(share=member.share, user=user).exclude(party=member.party)
    return bool(why_not_also(member.party, user, others))


def about_role(member: Member) -> str:
    """Return the subject of an event about a role that the service ended or gave: which party's, and whose."""
    return f"party:{member.party_id}/member:{member.pk}"


def person_in_role(*members: Member) -> dict[str, FactValue]:
    """Return the facts of an event about one person's roles."""
    return {"person": str(members[0]), "roles": [[str(member.role), str(member.skill)] for member in members]}


def role_in_words(member: Member) -> str:
    return state_words.role_in_words(Role(member.role), Skill(member.skill) if member.skill else None)
