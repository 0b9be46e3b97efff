"""What happens next once an agreement is signed: in force, suspended, ended or archived."""

from agreements.drafting.left_open import due_on, left_open
from agreements.drafting.missing import MissingAnswer
from agreements.models import Agreement, Disposal
from agreements.overview.next_step_facts import Here, Link, Next
from agreements.signing.force import unsigned_in
from agreements.standing.paused import awaited_to_lift, parts_paused
from agreements.standing.today import standing_of
from agreements.states import Action
from datashare.lib.clock import long_date
from datashare.lib.jinja import url
from datashare.lib.phrases import listed, plural


def _to_complete(here: Here, agreement: Agreement, left: list[MissingAnswer], force: str) -> Next:
    """Return what an emergency agreement left open, by when it is due, and what the service offers for it."""
    due = due_on(agreement)
    by = f" by {long_date(due)}" if due else ""
    answers = plural(len(left), "answer")
    desk = " The review is due on the same day." if due == agreement.review_on else ""
    how = (
        "To complete it, a lead begins a new version. Say there that it is no longer an emergency, answer the rest, "
        "and sign it as the first time. This version stays in force until then."
    )
    lines = [f"{item.ask} ({item.places})" for item in left]
    files = [here.link("Read the agreement as it was signed", "files")]
    button = here.link("Vary the agreement", "vary") if here.may(Action.VARY) else None
    return Next(f"{force} The organisations must add {answers}{by}.{desk} {how}", button, lines=lines, links=files)


def in_force(here: Here) -> Next:
    agreement = here.page.share.agreements.in_force().select_related("sealed", "seal_job").last()
    if agreement is None or agreement.in_force_at is None:
        return Next("The agreement is in force.")
    force = f"The agreement came into force on {long_date(agreement.in_force_at)}{_without(here, agreement)}"
    review = f" Review it by {long_date(agreement.review_on)}." if agreement.review_on else ""
    review += _paused(here, agreement)
    if open_still := left_open(here.page.share):
        return _to_complete(here, agreement, open_still, f"{force}.{review}")
    if hasattr(agreement, "sealed"):
        links = [
            here.link("Download the sealed PDF", "sealed_pdf", agreement.number),
            Link("Check that a copy is genuine", url("agreements:verify")),
        ]
        sealed = f"{force}. It was sealed on {long_date(agreement.sealed.sealed_at)}."
        return Next(f"{sealed}{review or ' You do not need to do anything now.'}", links=links)
    files = [here.link("See the files", "files")]
    job = getattr(agreement, "seal_job", None)
    if job is None or job.failed_at or job.done_at:
        failed = "The service could not make the sealed PDF. The team that runs it must fix this."
        return Next(f"{force}. {failed}", links=files)
    return Next(
        f"{force}. The service is making the sealed PDF. We will tell you when it is ready.{review}", links=files
    )


def _paused(here: Here, agreement: Agreement) -> str:
    """Return whose part is suspended; empty for two parties, without a query."""
    paused = parts_paused(agreement) if len(here.page.every_party) > 2 else None
    if paused is None or not paused.parties:
        return ""
    rest = " So no data moves under the agreement now." if paused.stop_all else ""
    return f" The sharing to and from {listed(paused.parties)} is suspended.{rest}"


def _without(here: Here, agreement: Agreement) -> str:
    """Return without whom it came into force; empty for two parties, without a query."""
    names = unsigned_in([agreement]).get(agreement.pk, []) if len(here.page.every_party) > 2 else []
    return f" without {listed(names)}" if names else ""


def suspended(here: Here) -> Next:
    """Say who suspended the sharing and why, and who must agree before it resumes."""
    agreement = here.page.share.agreements.listed().last()
    if agreement is None:
        return Next("The sharing is suspended.")
    whole = agreement.suspensions.standing().filter(is_whole=True)
    found = whole.select_related("by", "party__organisation").first()
    if found is None:
        return Next("The sharing is suspended.")
    said = f"{found.by} ({found.party}) suspended the sharing on {long_date(found.at)}. {found.get_ground_display()}."
    awaited = awaited_to_lift(found)
    rest = f"No data may be supplied until {listed(awaited)} {'agrees' if len(awaited) == 1 else 'agree'} to resume it."
    button = None
    if here.may(Action.LIFT_SUSPENSION) and here.page.party in awaited:
        button = here.link("Agree that the sharing can resume", "lift_suspension", query=f"?of={found.pk}")
    return Next(f"{said} {rest}", button, quote=found.reason)


def ended(here: Here) -> Next:
    """Say when and how the agreement ended, and what still holds."""
    agreement = here.page.share.agreements.listed().select_related("edition").last()
    if agreement is None:
        return Next("The agreement has ended.")
    standing = standing_of(agreement)
    said = f"The agreement ended on {long_date(standing.ended_on)}. {standing.how}." if standing.ended_on else ""
    holds = "No more data may be supplied. What the agreement says about data already supplied still holds."
    rows = Disposal.objects.in_share(agreement.share_id).filter(proved_at=None).select_related("party__organisation")
    owing = [str(row.party) for row in rows]
    owed = f" The disposal of the data by {listed(owing)} is not certified and accepted yet." if owing else ""
    links = [here.link("Read the agreement", "files")]
    if here.may(Action.ARCHIVE) and not owing:
        links.append(here.link("Archive this data share", "archive"))
    return Next(f"{said} {holds}{owed}".strip(), here.act(), links=links)


def archived(here: Here) -> Next:
    day = long_date(here.page.share.edition.state_since)
    return Next(f"This data share was archived on {day}. You can still read everything in it.")
