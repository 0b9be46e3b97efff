"""Facts about a user and a data share for the sentences of “What happens next”."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.db.models import QuerySet

from agreements import policy
from agreements.access import Page
from agreements.answers import gaps_about_themselves
from agreements.drafting.missing import MissingAnswer, missing_in
from agreements.kinds import EventKind
from agreements.models import Agreement, AnswerDate, EventDetails, Member, Party
from agreements.models.turns import in_words
from agreements.notifications.sentences import sentence_of
from agreements.overview import desk
from agreements.overview.desk_facts import DeskFacts, facts_for
from agreements.signing import actions as sign_off
from agreements.states import AWAITED, Action, Role, Side
from catalogue.models import DataAsset
from datashare.lib.clock import long_date
from datashare.lib.jinja import dated, url
from datashare.lib.phrases import listed


@dataclass(frozen=True)
class Link:
    words: str
    address: str


@dataclass(frozen=True)
class Next:
    """A sentence, a quotation, the obstacles, the one action as a button, links, and by when someone answers."""

    sentence: str
    button: Link | None = None
    quote: str = ""
    lines: Sequence[str] = ()
    links: Sequence[Link] = field(default=())
    due: str = ""


@dataclass(frozen=True)
class Here:
    """A user on a data share."""

    page: Page

    @cached_property
    def members(self) -> list[Member]:
        live = self.page.share.members.live()
        return list(live.select_related("user", "party__organisation"))

    def is_here_as(self, *roles: Role, side: Side | None = None) -> bool:
        own = [member for member in self.members if member.party == self.page.party]
        mine = [member for member in own if member.user_id == self.page.reader.pk]
        return any(member.role in roles and (side is None or _is_on(side, member.party)) for member in mine)

    @cached_property
    def missing(self) -> list[MissingAnswer]:
        """The answers that the clauses lack."""
        return missing_in(self.page.share, self.page.deferrable)

    @cached_property
    def facts(self) -> DeskFacts:
        """The facts that the list of data shares rests on."""
        return facts_for(self.page.reader, [self.page.share])

    @cached_property
    def own_gaps(self) -> int:
        """How many questions about itself the reader's organisation has not answered. No query for two bodies."""
        return self.gaps_about_themselves.get(self.page.share.reader_party_id or 0, 0)

    @cached_property
    def gaps_about_themselves(self) -> dict[int, int]:
        """How many questions about itself each party that receives besides who asks has not answered, if any.

        Their own count for them, each for who asks. No query for two bodies.
        """
        share, own = self.page.share, self.page.share.reader_party_id
        asked = [party for party in self.page.parties if party.receives_too and (self.is_acquirer or party.pk == own)]
        return {
            party: count for (_, party), count in gaps_about_themselves([(share, each.pk) for each in asked]).items()
        }

    @cached_property
    def offered(self) -> Agreement | None:
        """The words out for signature. No query in other states."""
        return sign_off.offered(self.page.share)

    @cached_property
    def standing(self) -> Sequence[sign_off.SignatureStanding]:
        """The signatures that those words need, each with the one given."""
        return sign_off.standing_of(self.offered) if self.offered else ()

    @property
    def unsigned(self) -> list[Party]:
        """The parties that are to sign them now or later, and have not."""
        waits = (row.required.party for row in self.standing if row.signature is None and not row.joins_later)
        return list(dict.fromkeys(waits))

    @property
    def owes_own_answers(self) -> bool:
        """Whether those are all that is asked of the user now: one that gives too responds first."""
        return self.may_answer_own and not (self.may(Action.RESPOND) and not self.has_decided)

    @property
    def may_answer_own(self) -> bool:
        """Whether the user can answer questions about their organisation that it has not answered."""
        return bool(self.own_gaps) and self.may(Action.ANSWER_OWN)

    @property
    def has_decided(self) -> bool:
        """Whether the reader's organisation, one of several suppliers, has decided on the newest round."""
        decided = self.facts.decided.get(self.page.share.pk, ()) if self.own_gaps else ()
        return self.page.share.reader_party_id in decided

    @property
    def is_acquirer(self) -> bool:
        return self.page.asks

    def holds(self, action: Action) -> bool:
        """Return whether the user has this permission here, in any state."""
        return action in policy.held(self.page.reader, self.page.share)

    def may(self, action: Action) -> bool:
        return action in self.page.open_to

    def body(self, side: Side) -> str:
        """Return the bodies on one side, by name."""
        names = [str(party) for party in self.page.parties if _is_on(side, party)]
        return listed(names) or f"the {side}"

    def leads(self, *parties: Party) -> str:
        """Return whom one waits for: the leads of these parties, by name if they are few."""
        keys = {party.pk for party in parties}
        leads = [member for member in self.members if member.role == Role.LEAD and member.party_id in keys]
        names = list(dict.fromkeys(f"{member} ({member.party})" for member in leads if member.user))
        return listed(names, "or") if 0 < len(names) < 4 else f"a lead for {listed(parties, 'or')}"

    def leads_of(self, side: Side) -> str:
        return self.leads(*(party for party in self.page.parties if _is_on(side, party)))

    @cached_property
    def awaited(self) -> dict[int, AnswerDate]:
        """By when each party whose turn it is answers. No query where it is no one's."""
        if self.page.state not in AWAITED:
            return {}
        return {
            row.party_id: row
            for row in AnswerDate.objects.awaited().filter(edition=self.page.share.edition).select_related("round")
        }

    @property
    def answers_by(self) -> str:
        """By when each party whose turn it is answers, as sentences; empty if it is no one's."""
        found = [
            in_words(self.awaited[party.pk], str(party)) for party in self.page.parties if party.pk in self.awaited
        ]
        return " ".join(found)

    @property
    def to_name_date(self) -> list[Link]:
        """The link to say by when one's own organisation will answer, for a lead whose turn it is."""
        if self.page.share.reader_party_id not in self.awaited or not self.may(Action.NAME_DATE):
            return []
        return [self.link("Say by when you will answer", "answer_by")]

    @property
    def own(self) -> str:
        return str(self.page.party) if self.page.party else "Your organisation"

    def link(self, words: str, name: str, *args: object, query: str = "") -> Link:
        return Link(words, url(f"agreements:{name}", self.page.share.reference, *args) + query)

    def act(self) -> Link | None:
        """Return the same action as on the list of their data shares."""
        found = desk.act_on(self.page.share, self.facts)
        return self.link(found[0], found[1]) if found else None

    def last(self, *kinds: EventKind) -> EventDetails | None:
        """Return the newest event of these kinds."""
        return EventDetails.objects.of(self.page.share, *kinds).first()

    def happened(self, details: EventDetails) -> str:
        """Return who did what, when."""
        return f"{sentence_of(details, self.page.share.edition.question_set)} on {long_date(details.event.at)}."

    def assets(self) -> QuerySet[DataAsset]:
        """Return the records that can be asked for again."""
        return DataAsset.objects.listed().filter(shares=self.page.share)


def _is_on(side: Side, party: Party) -> bool:
    """Return whether a party is meant by a side: the acquirer is the one that asks, not others that receive."""
    return party.is_lead if side == Side.ACQUIRER else party.side == side


def since(moment: datetime | date) -> str:
    """Return "since 9 November 2026, 3 working days ago", without how long ago for today."""
    return f"since {dated(moment)}"
