"""How the experts of the demonstration check the answers of its agreement in force."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from agreements.drafting.drafts import circumstances_for
from agreements.drafting.library.checked import digest_beneath
from agreements.members import actions as members
from agreements.members import checking
from agreements.models import DataShare, ExpertResult, Member
from agreements.states import Role
from community.models import User
from community.skills import Skill

DAYS: Final = 7


def have_checked(share: DataShare, skill: Skill, expert: User, lead: User) -> None:
    """Let a lead ask an expert of their organisation to check answers, and the expert confirm them."""
    party = members.party_of(share, lead)
    mine = Member.objects.live().filter(share=share, party=party, user=expert, role=Role.ADVISER, skill=skill)
    member = mine.first() or members.invite(share=share, email=expert.email, role=Role.ADVISER, skill=skill, by=lead)
    due = timezone.localdate() + timedelta(days=DAYS)
    check = checking.ask_expert(share=share, member=member, due=due, words="", by=lead)
    s = circumstances_for(share, party)
    about = digest_beneath(s, checking.facts_of_party(s, party), skill)
    checking.answer_check(check=check, result=ExpertResult.CONFIRMED, words="", about=about, by=expert)
