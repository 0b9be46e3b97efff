"""A party's own clauses, and clauses that are struck: offered with a reason, and agreed like any other words."""

from collections.abc import Collection
from typing import Final

from django.db import transaction

from agreements.evidence.frozen import flaw_in
from agreements.kinds import EventKind
from agreements.members.actions import party_of
from agreements.models import Clause, DataShare, Proposal
from agreements.models.negotiating import OWN
from agreements.negotiating.actions import offer, with_keys
from agreements.negotiating.from_the_record import must_take_words
from agreements.states import Action
from agreements.workflow import begin
from community.models import User
from datashare.lib.exceptions import Conflict, NotNow

# The words of a clause that was struck.
STRUCK: Final = ""


@transaction.atomic
def offer_clause(
    *, share: DataShare, after: int, heading: str, text: str, reason: str, binds: Collection[int], by: User
) -> Proposal:
    """Offer a clause of the user's party's own, to stand after another in its section. Idempotent for the same words.

    It is part of the text once another party accepts it. `binds` are the keys of the parties it binds; empty for all.
    Raise NotNow if the clause that it follows is not of this data share, or the words cannot be signed.
    """
    share = begin(share, Action.PROPOSE, by)
    party, before = party_of(share, by), share.edition.clauses.in_text().filter(pk=after).first()
    if before is None:
        raise NotNow("The text does not have the clause that yours would follow. Open the list of clauses again.")
    text = with_keys(share, before.document, text)
    if binds and (party.pk not in binds or len(set(binds)) < 2):
        raise NotNow(f"The clause must bind {party} and at least one other organisation.")
    same = {"wording__party": party, "wording__text": text, "wording__clause__heading": heading}
    offered = Proposal.objects.open().in_share(share).filter(wording__clause__section=before.section, **same)
    if twin := offered.first():
        return twin
    if flaw := flaw_in(heading) or flaw_in(text):
        raise NotNow(flaw)
    clause = Clause.objects.create(
        edition=share.edition,
        document=before.document,
        section=before.section,
        section_heading=before.section_heading,
        number="",
        position=before.position,
        key=_next_key(share),
        heading=heading,
        binds=sorted(binds),
        is_offered=True,
    )
    return offer(share, EventKind.CLAUSE_OFFERED, clause, text=text, reason=reason, party=party, by=by)


def _next_key(share: DataShare) -> str:
    count = Clause.objects.filter(edition=share.edition, key__startswith=OWN).count()
    return f"{OWN}{count + 1}"


@transaction.atomic
def propose_striking(*, clause: Clause, based_on: int, reason: str, by: User) -> Proposal:
    """Propose to strike a clause. Its place and history stay; the clauses after it take the next numbers. Idempotent.

    `based_on` is the wording the user saw. Raise Conflict if the clause has other words by now, NotNow if it is struck.
    """
    share = begin(clause.edition.share, Action.PROPOSE, by, edition=clause.edition_id)
    clause = Clause.objects.select_related("current").get(pk=clause.pk)
    party = party_of(share, by)
    twin = Proposal.objects.open().filter(wording__clause=clause, wording__party=party, wording__text=STRUCK).first()
    if twin:
        return twin
    if clause.is_offered:
        raise NotNow("This clause is not part of the text. Reject it instead.")
    must_take_words(clause)
    if clause.is_struck:
        raise NotNow(f"Clause {clause.called} is already struck.")
    if clause.current_id != based_on:
        raise Conflict(f"Clause {clause.called} changed after you opened the page.")
    return offer(share, EventKind.STRIKING_PROPOSED, clause, text=STRUCK, reason=reason, party=party, by=by)
