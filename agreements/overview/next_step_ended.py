"""What happens next after a request was refused or withdrawn, and while a refusal is reconsidered."""

from dataclasses import replace
from typing import Final

from agreements.kinds import ChangeKey, EventKind
from agreements.models import Decision, Reason
from agreements.overview.next_step_facts import Here, Link, Next, since
from agreements.overview.next_step_several import refused_by_all
from agreements.responding.reconsidering import asked_in, refusal_of, why_not_by
from agreements.states import Action, Role, Side
from datashare.lib.clock import long_date
from datashare.lib.jinja import url

WORKING: Final = (Role.LEAD, Role.CONTRIBUTOR)


def newest_decision(here: Here) -> Decision:
    """Return the newest decision."""
    made = Decision.objects.filter(round__edition=here.page.share.edition).select_related("round", "by", "party")
    return made.order_by("-round__number", "-pk")[0]


def refused(here: Here) -> Next:
    if (several := refused_by_all(here)) is not None:
        again = [*_ask_again(here), *ways_on(here)] if here.is_acquirer else []
        return replace(several, links=[*several.links, *again])
    decision = newest_decision(here)
    who = f"{decision.by} ({here.body(Side.SUPPLIER)}) refused the request on {long_date(decision.at)}"
    if here.page.is_supplier() and here.page.party != decision.party:
        return Next(f"{who}. You do not need to do anything.")
    said = f"{who}. The reason: {Reason(decision.reason).label[0].lower()}{Reason(decision.reason).label[1:]}."
    read = here.link("Read the whole response", "response")
    if not here.is_here_as(*WORKING, side=Side.ACQUIRER):
        return Next(f"{said} You do not need to do anything.", quote=decision.text, links=[read])
    now = {
        Reason.WRONG_HOLDER: "Find the organisation that holds the data, then ask it.",
        Reason.ALTERNATIVE: "Read what it offers instead, then ask for that.",
        Reason.INSUFFICIENT: "Ask again and give more detail.",
    }.get(Reason(decision.reason), "If you can answer its reasons, ask again. If not, ask another organisation.")
    closed = "You cannot change this request or send it again."
    ways = ways_on(here, elsewhere=decision.reason == Reason.WRONG_HOLDER)
    stands = " The refusal was reconsidered, and it stands." if asked_in(here.page.share) else ""
    return Next(f"{said}{stands} {closed} {now}", quote=decision.text, links=[read, *_ask_again(here), *ways])


def _ask_again(here: Here) -> list[Link]:
    """Return the link to ask once for the refusal to be reconsidered. At most one query."""
    if not here.may(Action.ASK_AGAIN) or asked_in(here.page.share):
        return []
    return [here.link("Ask for the refusal to be reconsidered", "ask_again")]


def reconsidering(here: Here) -> Next:
    asked = asked_in(here.page.share)
    if asked is None:
        return Next("The refusal is being reconsidered.")
    said = f"{asked.by} ({here.body(Side.ACQUIRER)}) asked for the refusal to be reconsidered on {long_date(asked.at)}."
    read = here.link("Read the whole response", "response")
    if act := here.act():
        then = "Read the reasons and the request. Then uphold the refusal, or respond to the request again."
        return Next(f"{said} {then}", act, quote=asked.reasons, links=[read])
    own = here.page.party
    refusal = refusal_of(here.page.share, own) if own and here.may(Action.RECONSIDER) else None
    answered = any(given.party == own for given in asked.answers.all())
    if refusal and why_not_by(refusal, here.page.reader) and not answered:
        invite = f"If no one else leads for {here.own}, invite another lead."
        links = [here.link("Invite another lead", "invite"), read]
        return Next(f"{said} {why_not_by(refusal, here.page.reader)} {invite}", quote=asked.reasons, links=links)
    waits = f"Waiting for {here.body(Side.SUPPLIER)} to reconsider its refusal, {since(asked.at)}."
    return Next(f"{said} {waits}", quote=asked.reasons, links=[read])


def ways_on(here: Here, elsewhere: bool = False) -> list[Link]:
    """Return the links to ask again, first to find another holder if the data is held elsewhere."""
    again = [
        Link(f"Ask again for “{asset.title}”", url("agreements:ask", asset.reference))
        for asset in here.assets()[:3]
        if asset.can_be_asked_for
    ]
    reuse = [here.link("Use these answers for a new request", "reuse")] if here.holds(Action.SUBMIT) else []
    if elsewhere:
        return [Link("Find the organisation that holds the data", url("catalogue:search")), *reuse]
    return [*reuse, *again, Link("Find other data or another organisation that holds it", url("catalogue:search"))]


def withdrawn(here: Here) -> Next:
    details = here.last(EventKind.REQUEST_WITHDRAWN)
    if details is None:
        return Next("The request was withdrawn.")
    stopped = f"It had reached step {here.page.step_in_words}."
    said = f"{here.happened(details)} {stopped}"
    if not here.is_here_as(*WORKING, side=Side.ACQUIRER):
        return Next(f"{said} You do not need to do anything.", quote=details.given(ChangeKey.REASON))
    then = "You cannot reopen this request, but you can make a new one."
    return Next(f"{said} {then}", quote=details.given(ChangeKey.REASON), links=ways_on(here))
