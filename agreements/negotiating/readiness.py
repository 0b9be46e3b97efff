"""Obstacles between the clauses and signatures, in sentences."""

from collections import Counter
from collections.abc import Sequence

from agreements.emergency import deferrable_answers
from agreements.evidence.frozen import (
    flaw_in,
)
from agreements.models import (
    Clause,
    DataShare,
    Document,
    Member,
    MemberQuerySet,
    Party,
    Proposal,
    title_of,
)
from agreements.negotiating.departures import unsaid_departures
from agreements.negotiating.stopping import standing_stops
from agreements.questionnaire.supplier import question_for
from agreements.standing.staying import must_stay, why_it_stays
from agreements.states import Role
from agreements.wording.gaps import gaps_in, has_gap, question_of
from agreements.wording.references import referred_to
from community.models import Membership
from community.organisations.confirming import confirmers
from datashare.lib.phrases import listed, plural


def obstacles_to_freezing(share: DataShare) -> list[str]:
    """Return every obstacle between the clauses and signatures, in sentences; empty if there is none."""
    proposals = Proposal.objects.open().in_share(share)
    parties = list(share.parties.bound().select_related("organisation"))
    stops = [each.line for each in standing_stops(share, parties) if each.holds]
    return stops + obstacles_among(
        share,
        clauses=list(share.edition.clauses.in_text().with_agreeing()),
        parties=parties,
        proposals=list(proposals.select_related("wording__clause")),
        deferrable=deferrable_answers(share),
    )


def obstacles_among(
    share: DataShare,
    *,
    clauses: Sequence[Clause],
    parties: Sequence[Party],
    proposals: Sequence[Proposal],
    deferrable: frozenset[str],
) -> list[str]:
    """Return the obstacles for clauses (`with_agreeing`), parties and open proposals already loaded.

    One query, three in a variation.
    """
    return [
        *_unagreed(clauses, parties),
        *_with_gaps(share, clauses, deferrable),
        *_flawed(share, clauses),
        *_lost_references(share, clauses),
        *_nothing_left(share, clauses),
        *unsaid_departures(share, clauses),
        *_still_open(share, proposals),
        *_without_signatory(share, parties),
        *_without_a_part(share, parties),
    ]


def _without_a_part(share: DataShare, parties: Sequence[Party]) -> list[str]:
    """Return that a variation has no part for some whom the agreement in force binds. Two queries in a variation."""
    lost = [party for party in must_stay(share) if party not in parties]
    if not lost:
        return []
    again = f"This variation has no part for {listed(map(str, lost))}: withdraw it, and begin one that has."
    return [f"{why_it_stays(lost)} {again}"]


def _unagreed(clauses: Sequence[Clause], parties: Sequence[Party]) -> list[str]:
    sentences = []
    for party in parties:
        missing = [clause for clause in clauses if clause.is_for(party) and party.pk not in clause.agreeing]
        if missing:
            sentences.append(f"{party} must still agree {plural(len(missing), 'clause')}.")
    return sentences


def _with_gaps(share: DataShare, clauses: Sequence[Clause], deferrable: frozenset[str]) -> list[str]:
    gaps = [clause for clause in clauses if clause.current and has_gap(clause.current.text)]
    found = ((clause, [key for key in gaps_in(_text(clause)) if question_of(key) not in deferrable]) for clause in gaps)
    return [f"{_place(share, clause)}: an answer is missing.{_asks(share, keys)}" for clause, keys in found if keys]


def _flawed(share: DataShare, clauses: Sequence[Clause]) -> list[str]:
    """Return an obstacle for words that cannot be signed as shown."""
    found = ((clause, flaw_in(clause.current.text) if clause.current else "") for clause in clauses)
    return [f"{_place(share, clause)}: {flaw} Propose different wording." for clause, flaw in found if flaw]


def _lost_references(share: DataShare, clauses: Sequence[Clause]) -> list[str]:
    """Return an obstacle for each clause that refers to one that is no longer in the text."""
    named = {clause.key: clause for clause in clauses}
    found = ((clause, named.get(key)) for clause in clauses for key in referred_to(_text(clause)))
    lost = [(clause, target) for clause, target in found if target is None or target.is_struck]
    return [f"{_place(share, clause)} refers to {_gone(target)}. Propose different wording." for clause, target in lost]


def _nothing_left(share: DataShare, clauses: Sequence[Clause]) -> list[str]:
    """Return an obstacle for each document of which every clause was struck."""
    of_each = {document: [each for each in clauses if each.document == document] for document in Document}
    return [
        f"{title_of(document, share)}: every clause was struck. Propose to put at least one back."
        for document, found in of_each.items()
        if found and all(clause.is_struck for clause in found)
    ]


def _gone(target: Clause | None) -> str:
    return f"the clause “{target.heading}”, which was struck" if target else "a clause that is not there"


def _text(clause: Clause) -> str:
    return clause.current.text if clause.current else ""


def _asks(share: DataShare, keys: Sequence[str]) -> str:
    """Return the questions whose answers a clause waits for."""
    found = (question_for(share.edition.question_set, key) for key in keys)
    questions = [f"“{asked.place.question.ask}”" for asked in found if asked]
    return f" Answer {listed(questions)}" if questions else ""


def _still_open(share: DataShare, proposals: Sequence[Proposal]) -> list[str]:
    places = dict.fromkeys(_place(share, proposal.wording.clause) for proposal in proposals)
    return [f"{place}: a proposal is still open. Accept, reject or withdraw it." for place in places]


def _place(share: DataShare, clause: Clause) -> str:
    return f"{title_of(clause.document, share)}, clause {clause.called}"


def _without_signatory(share: DataShare, parties: Sequence[Party]) -> list[str]:
    members = Member.objects.live().filter(party__in=parties, role=Role.SIGNATORY)
    named = list(members.select_related("user"))
    known = {party.pk: party for party in parties}
    for member in named:
        member.party = known[member.party_id or 0]
    with_one = {member.party_id for member in named}
    none = [f"{party} must name a signatory." for party in parties if party.pk not in with_one]
    return [*none, *_in_one_position(parties, named), *_in_two_positions(named), *_doubtful(members, named)]


def _in_one_position(parties: Sequence[Party], named: Sequence[Member]) -> list[str]:
    """Return an obstacle for each position in which more than one person is named: the words tell them by it alone."""
    count = Counter((member.party_id, member.office.casefold()) for member in named)
    office = {(member.party_id, member.office.casefold()): member.office or "signatory" for member in named}
    return [
        f"{party} has named more than one person to sign as {office[key]}. Remove all but one, or invite them again in "
        "different positions."
        for party in parties
        for key in office
        if key[0] == party.pk and count[key] > 1
    ]


def _in_two_positions(named: Sequence[Member]) -> list[str]:
    """Return an obstacle for each person named twice for one party: a person signs one text once for a party."""
    count = Counter((member.party_id, member.email) for member in named)
    twice = {(member.party_id, member.email): member for member in named if count[member.party_id, member.email] > 1}
    return [
        f"{member} is named to sign for {member.party} in more than one position. Remove all but one, and name other "
        "people for the others."
        for member in twice.values()
    ]


def _doubtful(members: MemberQuerySet, named: Sequence[Member]) -> list[str]:
    """Return an obstacle for each named signatory not confirmed by their party.

    One query if there are any; another only for someone who works elsewhere, perhaps for a successor.
    """
    users = {member.pk: member.user for member in named if member.user and member.user.is_active}
    works = Membership.objects.live().confirmed().filter(user__in=users.values())
    known = set(works.values_list("user", "organisation")) if users else set()
    signed_up = [member for member in named if member.pk in users]
    others = [member for member in signed_up if (member.user_id, member.party.organisation_id) not in known]
    confirmed = set(members.confirmed().values_list("pk", flat=True)) if others else set()
    return [
        f"{member} ({member.email}) is named to sign for {member.party}, which has not confirmed that they work there. "
        f"Ask {confirmers(member.party.organisation)} to confirm it."
        for member in others
        if member.pk not in confirmed
    ]
