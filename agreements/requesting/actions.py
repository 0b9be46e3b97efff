"""The acquirer's actions: open a data share, answer its questions, submit, withdraw."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agreements.answers import changes_to, halves_to_send, journey_of, request_journey
from agreements.kinds import ChangeKey, EventKind, Facts, FactValue
from agreements.members.actions import join
from agreements.members.ending import end_guests_of_holders
from agreements.models import Answer, DataShare, Edition, Party, Round
from agreements.models.turns import begin_turn, end_turn
from agreements.notifications import sender
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import CURRENT, question_set
from agreements.questionnaire.shape import Step
from agreements.questionnaire.words import day
from agreements.requesting import replies
from agreements.requesting.holders import closed_to, let_suppliers_in, must_be_open
from agreements.requesting.holders_questions import version_with
from agreements.requesting.setting import setting_of
from agreements.states import Action, Role, State
from agreements.storing import store, store_step
from agreements.workflow import EventChange, begin, finish, lock, open_share
from catalogue.models import DataAsset
from catalogue.records.unlisted import kept
from community.models import Membership, Organisation, User
from datashare.lib.exceptions import Conflict, Incomplete, NotNow


@transaction.atomic
def open_request(
    *,
    assets: Sequence[DataAsset],
    triage: Mapping[str, Any],
    organisation: Organisation,
    by: User,
    answers_of: str = "",
) -> DataShare:
    """Open a data share for a request that begins with the triage's answers.

    `answers_of` is the reference of an older request whose answers it begins with instead. Data described in the user's
    own words is stored now, as a record that the catalogue does not show. Raise PermissionDenied unless the user works
    for the organisation, NotNow if it or a holder has closed.
    """
    must_be_open(organisation, *(asset.publisher for asset in assets))
    if not Membership.objects.live().filter(user=by, organisation=organisation).exists():
        raise PermissionDenied("You can ask for data only for an organisation you work for.")
    if closed := [asset for asset in assets if not asset.can_be_asked_for]:
        raise NotNow(f"You cannot ask for {_titles(closed)}. Find other data, or another organisation that holds it.")
    now, title = timezone.now(), _working_title(assets)
    version = version_with(CURRENT.version, (asset.publisher_id for asset in assets))
    missing = len(Journey(question_set(version), triage).missing())
    share = Edition.objects.open_first(question_set=version, open_questions=missing, title=title, by=by, at=now)
    share.assets.set([kept(asset) for asset in assets])
    party = Party.objects.create(share=share, organisation=organisation, is_lead=True, receives=True)
    Answer.objects.bulk_create(
        Answer(edition=share.edition, key=key, value=value, author=by, copied_from=answers_of)
        for key, value in triage.items()
    )
    join(share=share, party=party, user=by, role=Role.LEAD, by=by)
    _retitle(share, triage)
    _tell_opened(share, [asset.title for asset in assets], answers_of, by)
    return share


def _tell_opened(share: DataShare, titles: list[FactValue], answers_of: str, by: User) -> None:
    if answers_of:
        facts: Facts = {"records": titles, "answers_of": answers_of}
        open_share(share, EventKind.REQUEST_COPIED, by, facts, subject=f"answers:{answers_of}")
    else:
        open_share(share, EventKind.REQUEST_OPENED, by, {"records": titles})


@transaction.atomic
def answer(*, share: DataShare, step: Step, values: Mapping[str, Any], revision: int, by: User) -> Journey:
    """Store the answers of one step; return the journey with them. Idempotent.

    `revision` is what `revision_of` returned when the form was shown: raise Conflict if a colleague has answered since.
    """
    share = begin(share, Action.ANSWER, by)
    before = journey_of(share)
    changed = store_step(share, step, values, revision=revision, by=by, with_empty=True)
    if not changed:
        return before
    if share.edition.state == State.DRAFT and not share.edition.varies_id:
        _retitle(share, values)
    after = request_journey(share, {**before.answers, **values})
    count_open(share, after)
    facts, changes = {"question": step.keys[0]}, changes_to(changed, values)
    finish(share, EventKind.REQUEST_ANSWERED, by=by, facts=facts, changes=changes, subject=f"step:{step.slug}")
    return after


def count_open(share: DataShare, journey: Journey) -> None:
    """Copy how many answers are missing to where lists read it, if the number is another."""
    missing = len(journey.missing())
    if missing != share.edition.open_questions:
        share.edition.open_questions = missing
        share.edition.save(update_fields=["open_questions"])


def _retitle(share: DataShare, values: Mapping[str, Any]) -> None:
    """Copy the title to where both sides read it: as typed by the one side there is, then as sent."""
    if values.get("title"):
        share.title = str(values["title"])[:200]
        share.save(update_fields=["title"])


@transaction.atomic
def write_replies(*, share: DataShare, note: str, by_section: Mapping[str, str], revision: int, by: User) -> None:
    """Keep replies to the supplier's comments until the request is sent again. They are no event before that.

    Raise NotNow if the request did not come back, or came back once more since `revision`; Conflict if a colleague has
    changed them since.
    """
    share = begin(share, Action.ANSWER, by)
    if share.edition.state != State.RETURNED:
        raise NotNow("The supplier has not returned this request, so there are no comments to reply to.")
    newest = replies.written_for(share).revision
    if not replies.same_round(newest, revision):
        raise NotNow("The supplier has returned the request again since you opened the page, with other comments.")
    if newest != revision:
        raise Conflict("Someone else changed the replies after you opened the page.")
    replies.write(share, note, by_section, by)


@transaction.atomic
def submit(
    *,
    share: DataShare,
    declared: Mapping[str, Any],
    by: User,
) -> Round:
    """Send the request: validate everything again, keep it as a round, let in and notify the supplier's people.

    `declared` are the answers of the check page, made again for each sending, with `answer_by` if who asks needs the
    answer by a day. Replies written to the comments on a
    returned round go with it. Idempotent. Raise Incomplete while a needed answer is missing.
    """
    share = lock(share)
    if done := sent_by(share, by):
        return done
    share = begin(share, Action.SUBMIT, by)
    check = question_set(share.edition.question_set).steps["check"]
    store(share, check, {key: declared.get(key) or [] for key in check.keys}, by=by)
    journey = journey_of(share)
    _must_take_requests(share)
    must_be_complete(journey)
    answer_by = day(declared.get("answer_by"))
    sent = _next_round(share, journey, by, answer_by)
    _retitle(share, sent.answers)
    end_guests_of_holders(share, by)
    unmanned = let_suppliers_in(share, by)
    kind = EventKind.REQUEST_SENT if sent.number == 1 else EventKind.REQUEST_SENT_AGAIN
    facts, changes = {"round": sent.number}, _said_with(journey, sent)
    finish(share, kind, by=by, facts=facts, changes=changes, subject=f"round:{sent.number}")
    end_turn(share.parties.filter(is_lead=True))
    begin_turn(share, share.parties.deciding().select_related("organisation"), sent, wanted=answer_by)
    for asset in unmanned:
        sender.tell_mailbox(share, asset.publisher_name, asset.contact, by, is_answered=asset.is_answered())
    sender.confirm_sending(share, sent, by)
    return sent


def _next_round(share: DataShare, journey: Journey, by: User, answer_by: date | None) -> Round:
    """Return the new round, with the replies to the sections that have a comment in the returned round."""
    written = replies.written_for(share)
    replies.drop(share)
    before = share.edition.rounds.order_by("-number").first()
    commented = {said.section for said in before.responses.all() if said.is_remark} if before else set()
    return Round.objects.create(
        edition=share.edition,
        number=before.number + 1 if before else 1,
        answers=dict(journey.answered()),
        halves=halves_to_send(share, journey.answered()),
        setting=setting_of(share) | {"answer_by": answer_by.isoformat() if answer_by else ""},
        submitted_by=by,
        note=written.note if before else "",
        replies={section: words for section, words in written.by_section.items() if words and section in commented},
    )


def _said_with(journey: Journey, sent: Round) -> list[EventChange]:
    """Return the covering note and the replies to comments, by section."""
    replies = [(section.key, sent.reply_to(section.key)) for section in journey.question_set.sections]
    note = [EventChange.given(ChangeKey.NOTE, sent.note)] if sent.note else []
    return note + [EventChange.given(ChangeKey.REPLY, words, section) for section, words in replies if words]


def sent_by(share: DataShare, by: User) -> Round | None:
    """Return the newest round, if this user sent it and nothing has happened to it since."""
    newest = share.edition.rounds.last() if share.edition.state == State.SUBMITTED else None
    return newest if newest and newest.submitted_by_id == by.pk else None


def _must_take_requests(share: DataShare) -> None:
    if closed := closed_to(share):
        raise Incomplete(
            "\n".join(f"“{asset.title}” no longer accepts requests. Your request was not sent" for asset in closed)
        )


def must_be_complete(journey: Journey) -> None:
    """Raise Incomplete if a needed answer is missing or its form no longer accepts it."""
    lacking = [f"Answer the question “{place.question.ask}”" for place in journey.missing()]
    wrong = [f"{problem.step.title}: {problem.message}" for problem in journey.validate_all()]
    if lacking or wrong or journey.stops():
        raise Incomplete("\n".join([*lacking, *wrong, *(stop.why for stop in journey.stops())]))


@transaction.atomic
def withdraw(*, share: DataShare, reason: str, by: User) -> None:
    """Withdraw the request or common rules, with an optional reason; words out for signature are taken back with it."""
    share = begin(share, Action.WITHDRAW, by)
    at = timezone.now()
    share.agreements.offered().update(taken_back_at=at)
    end_turn(share.parties.all())
    finish(
        share,
        EventKind.RULES_WITHDRAWN if share.is_umbrella else EventKind.REQUEST_WITHDRAWN,
        by=by,
        changes=[EventChange.given(ChangeKey.REASON, reason)] if reason else [],
        at=at,
    )


def _titles(assets: Sequence[DataAsset]) -> str:
    return ", ".join(f"“{asset.title}”" for asset in assets)


def _working_title(assets: Sequence[DataAsset]) -> str:
    return f"Request for {assets[0].title}"[:200] if assets else "Request for data that is not listed"
