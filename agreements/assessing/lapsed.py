"""Tells people once that what they confirmed, advised or accepted lapsed, because what it is about has changed.

Each morning and not at the change itself: an answer that is corrected twice in an hour makes one message, and one that
comes back makes none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Q

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.drafts import circumstances_for
from agreements.drafting.library.approved import acceptance_by, advice_to
from agreements.drafting.library.checked import CheckStanding, checks_of
from agreements.models import (
    CheckAnswer,
    DataShare,
    ExpertCheck,
    ExpertResult,
    Member,
    OfficerAdvice,
    Party,
    RiskAcceptance,
)
from agreements.notifications.details import urgency
from agreements.notifications.to_act import to_act
from agreements.states import CHECKED_IN, Role, State
from community.models import Notification, User
from community.notices.outbox import promise
from community.skills import Skill
from datashare.lib import batches
from datashare.lib.clock import long_date

BATCH: Final = 50


@dataclass(frozen=True)
class LapsedAct:
    """What someone said for a party that holds no longer: in words, what to do, where, and a key of its own."""

    by: int
    says: str
    do: str
    page: str
    key: str


def tell_next(state: batches.State) -> batches.State | None:
    """Tell of what lapsed in the data shares after the one where the last batch stopped. Idempotent."""
    here, after = OuterRef("edition"), int(state.get("after", 0))
    confirmed = CheckAnswer.objects.filter(asked__edition__share=OuterRef("pk"), result=ExpertResult.CONFIRMED)
    acted = [Exists(model.objects.filter(edition=here)) for model in (OfficerAdvice, RiskAcceptance)]
    shares = DataShare.objects.filter(pk__gt=after, edition__state__in=CHECKED_IN)
    found = list(shares.filter(Q(Exists(confirmed)) | Q(acted[0]) | Q(acted[1])).order_by("pk")[:BATCH])
    batches.each(found, _tell_in)
    return {"after": found[-1].pk} if len(found) == BATCH else None


def _tell_in(share: DataShare) -> None:
    for party in share.parties.select_related("organisation"):
        for act in lapsed_acts(share, party):
            _tell(share, party, act)


def lapsed_acts(share: DataShare, party: Party) -> Iterator[LapsedAct]:
    """Yield what this party's experts confirmed, its officer advised and it accepted, that holds no longer."""
    s = circumstances_for(share, party)
    yield from _checks(s, party)
    if share.edition.state == State.NEGOTIATING:
        yield from _approval(share, party, s)


def _checks(s: Circumstances, party: Party) -> Iterator[LapsedAct]:
    facts = next((each for each in s.facts.each if each.key == party.pk), None)
    lapsed = [check for check, standing in checks_of(s, facts) if standing == CheckStanding.LAPSED] if facts else []
    people = dict(
        ExpertCheck.objects.filter(pk__in=[check.check for check in lapsed]).values_list("pk", "member__user")
    )
    for check in lapsed:
        if check.result == ExpertResult.CONFIRMED and people.get(check.check):
            as_what = f"as {Skill(check.skill).label.lower()} adviser"
            yield LapsedAct(
                people[check.check],
                f"{check.who} confirmed answers {as_what} on {long_date(check.on)}. An answer has changed since.",
                "A lead can ask for the check again.",
                "checks/",
                f"check:{check.check}:{check.about[:12]}",
            )


def _approval(share: DataShare, party: Party, s: Circumstances) -> Iterator[LapsedAct]:
    advice = share.edition.officer_advice.filter(party=party).select_related("by").last()
    if advice and advice_to(s, party.pk) is None:
        yield LapsedAct(
            advice.by_id,
            f"{advice.by} advised {party} on the risks to people on {long_date(advice.at)}. The risks, or the answers "
            "behind them, have changed since.",
            "The data protection officer must advise on them again.",
            "risks/",
            f"advice:{advice.pk}",
        )
    accepted = share.edition.risk_acceptances.filter(party=party).select_related("by").last()
    if accepted and acceptance_by(s, party.pk) is None:
        yield LapsedAct(
            accepted.by_id,
            f"{accepted.by} accepted the risk that remains for {party} on {long_date(accepted.at)}. The risks, the "
            "answers behind them or the advice have changed since.",
            "A lead or a signatory must accept it again.",
            "risks/",
            f"acceptance:{accepted.pk}",
        )


def _tell(share: DataShare, party: Party, act: LapsedAct) -> None:
    """Tell the person who acted, if they still take part, and the leads of their party."""
    members = Member.objects.live().signed_up().told().filter(Q(role=Role.LEAD) | Q(user=act.by), party=party)
    people = {member.user_id: member.user for member in members.select_related("user") if member.user}
    promise(_notice(share, party, act, person) for person in people.values())


def _notice(share: DataShare, party: Party, act: LapsedAct, person: User) -> Notification:
    return to_act(
        person,
        share,
        subject=f"{urgency(share)}No longer holds, as something changed: {share.title}",
        body=f"{act.says} So it no longer holds. {act.do}",
        page=act.page,
        why=f"you take part in this data share for {str(party)[:150]}",
        key=f"lapsed:{act.key}:{person.pk}",
    )
