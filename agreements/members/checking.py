"""What people do about the checks of experts: ask for one, answer it."""

from datetime import date
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.drafts import circumstances_for
from agreements.drafting.facts import PartyFacts
from agreements.drafting.library.checked import digest_beneath
from agreements.kinds import ChangeKey, EventKind, Facts
from agreements.members.actions import party_of
from agreements.members.checks_in_text import printed_checks, rewrite_checks
from agreements.models import CheckAnswer, DataShare, ExpertCheck, ExpertResult, Member, Party
from agreements.states import Action, Role
from agreements.workflow import EventChange, begin, finish
from community.models import User
from datashare.lib.clock import long_date
from datashare.lib.exceptions import Conflict, Incomplete, NotNow

KINDS: Final = {
    ExpertResult.CONFIRMED: EventKind.CHECK_CONFIRMED,
    ExpertResult.CORRECTED: EventKind.CHECK_CORRECTED,
    ExpertResult.REFUSED: EventKind.CHECK_REFUSED,
}


@transaction.atomic
def ask_expert(*, share: DataShare, member: Member, due: date, words: str, by: User) -> ExpertCheck:
    """Ask an adviser of one's own party to check the answers in their field by a day. Idempotent.

    Raise PermissionDenied for a member of another party and for oneself, NotNow for someone who is no adviser with an
    account any more or whose check still stands, Incomplete for a day that is over.
    """
    share = begin(share, Action.ASK_EXPERT, by)
    party = party_of(share, by)
    expert = Member.objects.select_related("user").get(pk=member.pk)
    _must_be_expert(expert, party, by)
    if due < timezone.localdate():
        raise Incomplete("The day by which they check the answers must be today or in the future")
    newest = ExpertCheck.objects.of(share).filter(member=expert).first()
    said = newest.newest if newest else None
    if newest and not said and (newest.due, newest.words) == (due, words):
        return newest
    if said and said.result == ExpertResult.CONFIRMED and said.about == _digest(share, party, expert.skill):
        raise NotNow(f"{expert} confirmed these answers on {long_date(said.at)}.")
    at = timezone.now()
    check = ExpertCheck.objects.create(
        edition=share.edition, party=party, member=expert, skill=expert.skill, due=due, words=words, by=by, at=at
    )
    changes = [EventChange.given(ChangeKey.DECISION_NOTE, words)] if words else []
    facts: Facts = {"roles": [[str(expert.role), str(expert.skill)]], "day": due.isoformat()}
    finish(share, EventKind.CHECK_ASKED, by=by, facts=facts, changes=changes, subject=f"check:{check.pk}", at=at)
    return check


def _must_be_expert(member: Member, party: Party, by: User) -> None:
    if member.party_id != party.pk:
        raise PermissionDenied("You can only ask advisers of your own organisation.")
    if member.user_id == by.pk:
        raise PermissionDenied("Someone else must ask you, so that no one checks only their own work.")
    is_live = Member.objects.live().signed_up().filter(pk=member.pk, role=Role.ADVISER).exists()
    if not is_live or not member.skill:
        raise NotNow(f"{member} is no adviser with an account in this data share. Ask someone else.")


@transaction.atomic
def answer_check(*, check: ExpertCheck, result: ExpertResult, words: str, about: str, by: User) -> CheckAnswer:
    """Record what the expert who was asked says of the answers as they stand. Idempotent.

    `about` is the digest of the answers that they saw: raise Conflict if those are others by now, PermissionDenied
    for anyone else, NotNow if they were asked again since, Incomplete without words for what is wrong.
    """
    share = begin(check.edition.share, Action.CHECK, by)
    check = ExpertCheck.objects.select_related("member", "party__organisation").get(pk=check.pk)
    _must_be_asked(share, check, by)
    party = check.party
    if _digest(share, party, check.skill) != about:
        raise Conflict("An answer changed after you opened the page.")
    if result != ExpertResult.CONFIRMED and not words:
        raise Incomplete("Say what must be corrected, or why you cannot confirm the answers.")
    standing = check.answers.order_by("-pk").first()
    if standing and (standing.result, standing.words, standing.about) == (result, words, about):
        return standing
    before, at = printed_checks(share), timezone.now()
    said = CheckAnswer.objects.create(asked=check, result=result, words=words, about=about, by=by, at=at)
    changes = [EventChange.given(ChangeKey.DECISION_NOTE, words)] if words else []
    changes += rewrite_checks(share, party, by, before)
    facts: Facts = {"roles": [[str(Role.ADVISER), str(check.skill)]]}
    finish(share, KINDS[result], by=by, facts=facts, changes=changes, subject=f"check:{check.pk}", at=at)
    return said


def _must_be_asked(share: DataShare, check: ExpertCheck, by: User) -> None:
    is_mine = Member.objects.live().filter(pk=check.member_id, user=by, role=Role.ADVISER).exists()
    if not is_mine or party_of(share, by) != check.party:
        raise PermissionDenied("Only the adviser who was asked can answer this check.")
    if ExpertCheck.objects.filter(member=check.member_id, pk__gt=check.pk).exists():
        raise NotNow("You were asked again since. Open the newest check.")


def facts_of_party(s: Circumstances, party: Party) -> PartyFacts:
    """Return a party as the drafts know it. Raise NotNow for one that gives and receives nothing any more."""
    found = next((each for each in s.facts.each if each.key == party.pk), None)
    if found is None:
        raise NotNow(f"{party} gives and receives no data here any more, so no answers of it are checked.")
    return found


def _digest(share: DataShare, party: Party, skill: str) -> str:
    s = circumstances_for(share, party)
    return digest_beneath(s, facts_of_party(s, party), skill)
