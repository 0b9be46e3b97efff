"""The impact assessment of a data share, decided by everyone whom it takes."""

from collections.abc import Mapping
from typing import Any, Final

from agreements.assessing import actions, approval
from agreements.assessing.risks import risks_of
from agreements.drafting.drafts import circumstances_for
from agreements.drafting.library.approved import acceptance_by, advice_to, digest_of_all, digest_of_risks
from agreements.members.actions import party_of
from agreements.models import DataShare, Member, OfficerAdvice, Party, RiskAcceptance, RiskDecision
from community.models import User

JUDGED: Final[Mapping[str, Any]] = {
    "likelihood": "possible",
    "severity": "significant",
    "measure": "Look at it together before each supply.",
    "effect": "reduced",
    "owner": "Head of Data, Example Office",
    "due": None,
    "is_approved": True,
    "approved_by": "Director of Data, Example Office",
    "likelihood_after": "remote",
    "severity_after": "significant",
    "remaining": "low",
}
ADVISED: Final[Mapping[str, Any]] = {"advice": "go_ahead", "words": "The measures suffice.", "office": "Officer"}
ACCEPTED: Final[Mapping[str, Any]] = {"office": "Senior information risk owner", "reply": "followed"}


def decide_all(share: DataShare) -> None:
    """Assess every risk, let each party's officer advise, and each party accept what remains.

    Written at one go but for the last decision and the last acceptance, which are real actions, for their effects.
    """
    if share.is_umbrella:
        return
    people = leads_of(share)
    assess_everything(share, people[0])
    if risks_of(share, None):
        _approve(share, people)


def leads_of(share: DataShare) -> list[User]:
    """Return a lead of each party that the agreement binds; the one of who asks first."""
    leads = Member.objects.leads().filter(party__in=share.parties.bound()).select_related("user", "party")
    each = {
        member.party_id: member.user for member in leads.order_by("-party__is_lead", "party_id", "-pk") if member.user
    }
    return list(each.values())


def assess_everything(share: DataShare, by: User) -> None:
    """Assess every risk that no one has assessed, all in the same way."""
    party = party_of(share, by)
    left = [risk for risk in risks_of(share, party) if risk.is_open]
    first = share.edition.risk_decisions.count() + 1
    RiskDecision.objects.bulk_create(
        RiskDecision(
            edition=share.edition,
            risk=risk.key,
            revision=risk.revision + 1,
            first=first + place,
            source=risk.source,
            harm=risk.harm,
            by=by,
            party=party,
            about=risk.about,
            **JUDGED,
        )
        for place, risk in enumerate(left[:-1])
    )
    if left:
        actions.assess(share=share, risk=left[-1].key, given=JUDGED, revision=left[-1].revision, by=by)


def _approve(share: DataShare, people: list[User]) -> None:
    """Advise and accept for those for whom no one has."""
    s, own = circumstances_for(share, None), [(person, party_of(share, person)) for person in people]
    about = digest_of_risks(s)
    for person, party in own:
        if not advice_to(s, party.pk):
            officer = _other_than(person, share, party)
            OfficerAdvice.objects.create(edition=share.edition, party=party, by=officer, about=about, **ADVISED)
    s = circumstances_for(share, None)
    left = [(person, party) for person, party in own if not acceptance_by(s, party.pk)]
    for person, party in left[:-1]:
        whole = digest_of_all(s, party.pk)
        RiskAcceptance.objects.create(edition=share.edition, party=party, by=person, about=whole, **ACCEPTED)
    for person, party in left[-1:]:
        approval.accept_risk(share=share, given=ACCEPTED, about=digest_of_all(s, party.pk), by=person)


def _other_than(person: User, share: DataShare, party: Party) -> User:
    """Return a colleague to advise, as the person who accepts may not; of a party of one, someone of another."""
    others = Member.objects.filter(share=share, user__isnull=False).exclude(user=person).select_related("user")
    found = others.filter(party=party).first() or others[0]
    assert found.user
    return found.user
