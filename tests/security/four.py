"""Data shares of four bodies: one asks, two give, another receives; made once for a module."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from agreements.members import actions as members
from agreements.models import DataShare, Member, Outcome
from agreements.negotiating import actions as negotiation
from agreements.requesting import actions as requesting
from agreements.requesting import bodies as receiving
from agreements.requesting import records
from agreements.responding import actions as responding
from agreements.signing import freezing
from agreements.states import Role
from agreements.wording.gaps import MARK, has_gap
from catalogue.models import DataAsset
from community.models import EmailDomain, Membership, Organisation, User
from tests.agreements import stages
from tests.agreements.assessments import decide_all
from tests.agreements.negotiating.clauses import proposed, whole_clauses
from tests.cast import Cast, make_asset, make_person
from tests.security.world import World
from tests.support.once import built_once

ASKS, GIVES, GIVES_TOO, RECEIVES = "asks", "gives", "gives_too", "receives"
BODIES: Final = (ASKS, GIVES, GIVES_TOO, RECEIVES)
OUTSIDE: Final = "outside"
HOSPITAL: Final = "Barchester Hospital Trust"


def people_of(cast: Cast) -> dict[str, User]:
    """Return the lead of each body, and someone of none."""
    receives = make_person("matron", "Mary Bold", _body(HOSPITAL, "hospital"))
    outside = make_person("slope", "Obadiah Slope", _body("Palace of Barchester", "palace"))
    Membership.objects.filter(user=cast.stranger).update(handles_requests=True)
    return {ASKS: cast.acquirer, GIVES: cast.supplier, GIVES_TOO: cast.stranger, RECEIVES: receives, OUTSIDE: outside}


def _body(name: str, slug: str) -> Organisation:
    body = Organisation.objects.create(name=name, slug=slug)
    EmailDomain.objects.create(pattern=f"{slug}.gov.uk", organisation=body)
    return body


def draft(cast: Cast, people: Mapping[str, User], asset: DataAsset) -> DataShare:
    """Return an unsent request of all four."""
    share = stages.draft(cast, asset, stages.checked_answers())
    other = make_asset(stages.working_for(people[GIVES_TOO]), f"Energy use of homes, beside {asset.title}")
    records.add_record(share=share, asset=other, by=cast.acquirer)
    nurse = people[RECEIVES]
    body, purpose = stages.working_for(nurse), "Visiting those who need help."
    receiving.add_body(share=share, body=body, gives=False, purpose=purpose, email=nurse.email, by=cast.acquirer)
    return stages.fresh(share)


def submitted(cast: Cast, people: Mapping[str, User], asset: DataAsset) -> DataShare:
    share = draft(cast, people, asset)
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    return stages.fresh(share)


def decided(share: DataShare, people: Mapping[str, User], outcome: Outcome) -> DataShare:
    """Let both suppliers decide."""
    text = "Say more about it." if outcome == Outcome.RETURN else ""
    for giver in (GIVES, GIVES_TOO):
        responding.decide(share=stages.fresh(share), outcome=outcome, reason=None, text=text, by=people[giver])
    return stages.fresh(share)


def returned(cast: Cast, people: Mapping[str, User], asset: DataAsset) -> DataShare:
    return decided(submitted(cast, people, asset), people, Outcome.RETURN)


def negotiating(cast: Cast, people: Mapping[str, User], asset: DataAsset) -> DataShare:
    return decided(submitted(cast, people, asset), people, Outcome.ACCEPT)


def signing(cast: Cast, people: Mapping[str, User], asset: DataAsset) -> DataShare:
    return frozen(negotiating(cast, people, asset), cast, people)


def frozen(share: DataShare, cast: Cast, people: Mapping[str, User], bodies: Sequence[str] = BODIES) -> DataShare:
    """Let each of these bodies that a clause binds agree it; freeze the words, for each lead to sign."""
    leads = [people[name] for name in bodies]
    own = {lead: members.party_of(share, lead) for lead in leads}
    decide_all(share)
    for clause in share.edition.clauses.select_related("current"):
        words = clause.current.text if clause.current else ""
        if has_gap(words):
            one, other, *_ = [lead for lead in leads if clause.is_for(own[lead])]
            proposal = proposed(clause, one, MARK.sub("as the parties have settled in writing", words))
            negotiation.accept(proposal=proposal, by=other)
    for lead, party in own.items():
        if not share.members.filter(party=party, role=Role.SIGNATORY).exists():
            members.invite(share=share, email=lead.email, role=Role.SIGNATORY, office="Director of Data", by=lead)
        left = [row for row in share.edition.clauses.exclude(current__agreements__party=party) if row.is_for(party)]
        negotiation.agree(share=share, wordings={clause.pk: clause.current_id or 0 for clause in left}, by=lead)
    freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer)
    return stages.fresh(share)


STAGES: Final = {
    "draft": draft,
    "submitted": submitted,
    "returned": returned,
    "negotiating": negotiating,
    "signing": signing,
}


@contextmanager
def world_of_four(blocker: DjangoDbBlocker) -> Iterator[World]:
    """Yield a data share of the four at each stage, and a browser for the lead of each and for someone of none."""
    with built_once(blocker, stages.draft) as made:
        cast, people = made.cast, people_of(made.cast)
        holder = stages.working_for(cast.supplier)
        shares = {name: stage(cast, people, make_asset(holder, f"Records {name}")) for name, stage in STAGES.items()}
        proposal = proposed(whole_clauses(shares["negotiating"])[0], cast.supplier)
        invited = members.invite(
            share=shares["negotiating"], email="new@council.gov.uk", role=Role.OBSERVER, by=cast.acquirer
        )
        Member.objects.filter(pk=invited.pk).update(since=timezone.now() - timedelta(days=2))
        yield World.of(people, cast=cast, staff=people[OUTSIDE], asset=made.asset, shares=shares, proposal=proposal.pk)
