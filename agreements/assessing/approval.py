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
    advice_to,
    controllers,
    digest_of_all,
    digest_of_risks,
    high_remains,
)
from agreements.drafting.library.assessed import assessed, undecided
from agreements.kinds import ChangeKey, EventKind, Facts
from agreements.members.actions import party_of
from agreements.models import Advice, DataShare, Member, OfficerAdvice, Party, Reply, RiskAcceptance
from agreements.states import Action, Role
from agreements.workflow import EventChange, begin, finish
from community.models import User
from community.skills import Skill
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
    words = {name: given[name] for name in ("advice", "words", "office")}
    standing = share.edition.officer_advice.filter(party=party).last()
    if standing and (standing.by, standing.about) == (by, about) and _says(standing, words):
        return standing
    at = timezone.now()
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
    words = {name: given.get(name, "") for name in ("office", "reply", "reasons", "consulted")}
    standing = share.edition.risk_acceptances.filter(party=party).last()
    if standing and (standing.by, standing.about) == (by, about) and _says(standing, words):
        return standing
    _must_be_acceptable(share, s, party, words, by)
    at = timezone.now()
    acceptance = RiskAcceptance.objects.create(edition=share.edition, party=party, about=about, by=by, at=at, **words)
    said = "\n".join(filter(None, (acceptance.get_reply_display(), acceptance.reasons, acceptance.consulted)))
    changes = [EventChange.given(ChangeKey.ACCEPTANCE, said)] if said else []
    changes += rewrite(share, party, by)
    facts: Facts = {"parties": [party.fact], "office": acceptance.office}
    subject = f"acceptance:{acceptance.pk}"
    finish(share, EventKind.RISK_ACCEPTED, by=by, facts=facts, changes=changes, subject=subject, at=at)
    return acceptance


def _must_be_acceptable(share: DataShare, s: Circumstances, party: Party, words: Mapping[str, str], by: User) -> None:
    """Raise NotNow if this acceptance does not answer the advice, or lacks what the law asks for a high risk.

    Raise PermissionDenied for a party that is no controller, and for who gave the advice (UK GDPR Article 38(6)).
    """
    if party.pk not in {controller.key for controller in controllers(s)}:
        raise PermissionDenied(f"{party} only acts on instructions, so it does not accept risk. The controllers do.")
    if share.edition.officer_advice.filter(party=party, about=digest_of_risks(s), by=by).exists():
        raise PermissionDenied("You gave the advice on these risks. Someone else must accept them.")
    advice = advice_to(s, party.pk)
    if advice and not words["reply"]:
        raise NotNow("Say whether you follow the advice of your data protection officer.")
    if advice and advice.advice == Advice.STOP and words["reply"] == Reply.FOLLOWED:
        raise NotNow("The advice is that the sharing should not go ahead. To follow it, do not accept the risk.")
    if words["reply"] == Reply.OVERRULED and not words["reasons"]:
        raise NotNow("Say why you do not follow the advice.")
    if high_remains(s) and not words["consulted"]:
        raise NotNow("A high risk remains. Consult the Information Commissioner first.")


def _says(standing: OfficerAdvice | RiskAcceptance, words: Mapping[str, str]) -> bool:
    return all(getattr(standing, name) == value for name, value in words.items())


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
