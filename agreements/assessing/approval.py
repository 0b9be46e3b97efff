"""What approves an assessment: a data protection officer's advice, and each controller's acceptance of what remains."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agreements.assessing.text_of_record import rewrite
from agreements.drafting.circumstances import Circumstances
from agreements.drafting.drafts import circumstances_for
from agreements.drafting.library.approved import (
    acceptance_by,
    advice_to,
    digest_of_all,
    digest_of_risks,
    high_remains,
)
from agreements.drafting.library.assessed import assessed, undecided
from agreements.kinds import ChangeKey, EventKind, Facts
from agreements.members.actions import party_of
from agreements.models import DataShare, Member, OfficerAdvice, Party, RiskAcceptance
from agreements.states import Action, Role, Skill
from agreements.workflow import EventChange, begin, finish
from community.models import User
from datashare.lib.exceptions import Conflict, NotNow


@transaction.atomic
def advise(*, share: DataShare, given: Mapping[str, Any], about: str, by: User) -> OfficerAdvice:
    """Record the advice of the data protection officer of the user's party on the risks as they stand.

    `given` has `advice`, `words` and `office`; `about` is the digest of the risks that the person saw: raise Conflict
    if they are others by now, NotNow before every risk is assessed, PermissionDenied for anyone but an adviser with
    the skill. Source: UK GDPR Articles 35(2) and 39(1)(c).
    """
    share = begin(share, Action.ADVISE, by)
    if not is_officer(share, by):
        raise PermissionDenied("Only an adviser on data protection can give this advice.")
    party = party_of(share, by)
    s = _assessed(share, party)
    if digest_of_risks(s) != about:
        raise Conflict("The risks were assessed again after you opened the page.")
    at, words = timezone.now(), {name: given[name] for name in ("advice", "words", "office")}
    advice = OfficerAdvice.objects.create(edition=share.edition, party=party, about=about, by=by, at=at, **words)
    said = f"{advice.get_advice_display()}. {advice.words}"
    changes = [EventChange.given(ChangeKey.ADVICE, said), *rewrite(share, party, by)]
    facts: Facts = {"parties": [party.fact], "office": advice.office}
    finish(share, EventKind.ADVICE_GIVEN, by=by, facts=facts, changes=changes, subject=f"advice:{advice.pk}", at=at)
    return advice


@transaction.atomic
def accept_risk(*, share: DataShare, given: Mapping[str, Any], about: str, by: User) -> RiskAcceptance:
    """Record that the user's party accepts the risk that remains, and what it does about advice. Idempotent.

    `given` has `office`, and as far as they apply `reply`, `reasons` and `consulted`; `about` is the digest of what the
    person saw: raise Conflict if it is something else by now, NotNow before every risk is assessed or without what the
    law asks (UK GDPR Articles 35(2) and 36(1)).
    """
    share = begin(share, Action.ACCEPT_RISK, by)
    party = party_of(share, by)
    s = _assessed(share, party)
    if digest_of_all(s, party.pk) != about:
        raise Conflict("The risks or the advice changed after you opened the page.")
    if found := acceptance_by(s, party.pk):
        return share.edition.risk_acceptances.filter(party=party, about=found.about).latest("pk")
    if advice_to(s, party.pk) and not given.get("reply"):
        raise NotNow("Say whether you follow the advice of your data protection officer.")
    if high_remains(s) and not given.get("consulted"):
        raise NotNow("A high risk remains. Consult the Information Commission first.")
    at, words = timezone.now(), {name: given.get(name, "") for name in ("office", "reply", "reasons", "consulted")}
    acceptance = RiskAcceptance.objects.create(edition=share.edition, party=party, about=about, by=by, at=at, **words)
    said = "\n".join(filter(None, (acceptance.get_reply_display(), acceptance.reasons, acceptance.consulted)))
    changes = [EventChange.given(ChangeKey.ACCEPTANCE, said)] if said else []
    changes += rewrite(share, party, by)
    facts: Facts = {"parties": [party.fact], "office": acceptance.office}
    subject = f"acceptance:{acceptance.pk}"
    finish(share, EventKind.RISK_ACCEPTED, by=by, facts=facts, changes=changes, subject=subject, at=at)
    return acceptance


def is_officer(share: DataShare, user: User) -> bool:
    """Return whether the user takes part as an adviser on data protection. One query."""
    mine = Member.objects.acting(share, user)
    return mine.filter(role=Role.ADVISER, skill=Skill.DATA_PROTECTION).exists()


def _assessed(share: DataShare, party: Party) -> Circumstances:
    """Return the circumstances once every risk is assessed. Raise NotNow before, or if there are none."""
    s = circumstances_for(share, party)
    if not assessed(s):
        raise NotNow("The data is not about living people who can be identified, so there is nothing to approve.")
    if left := undecided(s):
        raise NotNow(f"Every risk must be assessed first. {left} of them {'is' if left == 1 else 'are'} not.")
    return s
