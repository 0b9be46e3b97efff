"""Notices to each kind of reader are true, and mailed at once only if they need the reader's action."""

import pytest

from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.models import Agreement, DataShare, Outcome, Verdict
from agreements.notifications.audiences import Recipient
from agreements.notifications.notices import NOTICES
from agreements.questionnaire.question_sets import question_set
from agreements.requesting import actions as requesting
from agreements.responding import actions as responding
from agreements.signing import actions as sign_off
from agreements.signing import freezing
from agreements.signing.sealing import seal
from agreements.states import Role
from catalogue.models import DataAsset
from community.models import Mail, MailChoice, Notification, User
from community.notices.mail_choice import Weight
from community.notices.outbox import send_owed
from tests.agreements import stages
from tests.agreements.negotiating.clauses import proposed, whole_clauses
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def newest(user: User) -> Notification:
    return Notification.objects.filter(user=user).latest("pk")


def subjects(user: User) -> list[str]:
    """Return the subjects of the user's notifications, oldest first, without the title."""
    rows = Notification.objects.filter(user=user).order_by("pk")
    return [subject.rpartition(": ")[0] for subject in rows.values_list("subject", flat=True)]


def frozen(cast: Cast, asset: DataAsset, in_order: bool) -> Agreement:
    share = stages.agreed(cast, asset)
    ranks = freezing.acquirer_first(freezing.signatories_of(share))
    return freezing.freeze_words(share=share, ranks=ranks if in_order else None, by=cast.acquirer)


def sign(agreement: Agreement, by: User) -> None:
    sign_off.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=by)


def test_it_says_why_to_someone_with_every_role_in_a_body_of_a_long_name(cast: Cast, asset: DataAsset) -> None:
    body = stages.working_for(cast.acquirer)
    body.name = "Council " * 37
    body.save()
    share = stages.draft(cast, asset)
    for role in set(Role) - {Role.LEAD}:
        members.invite(share=share, email=cast.acquirer.email, role=role, by=cast.acquirer)
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="Say why.", by=cast.supplier)

    assert "contributor" in newest(cast.acquirer).why


def test_only_signatories_are_asked_to_sign(cast: Cast, asset: DataAsset) -> None:
    frozen(cast, asset, in_order=False)

    for signatory in (cast.acquirer_signatory, cast.supplier_signatory):
        assert newest(signatory).subject.startswith("Sign the agreement: ")
        assert newest(signatory).mail == Mail.AT_ONCE
    lead = newest(cast.supplier)
    assert lead.subject.startswith("Out for signature: ")
    assert "You do not need to do anything." in lead.body
    assert "sign it" not in lead.body
    assert lead.mail == Mail.DAILY


def test_who_signs_later_is_asked_when_it_is_their_turn(cast: Cast, asset: DataAsset) -> None:
    agreement = frozen(cast, asset, in_order=True)
    later = newest(cast.supplier_signatory)
    assert later.subject.startswith("You sign later: ")
    assert later.mail == Mail.DAILY

    sign(agreement, cast.acquirer_signatory)

    asked = newest(cast.supplier_signatory)
    assert asked.subject.startswith("Sign the agreement: ")
    assert asked.mail == Mail.AT_ONCE
    assert "It is now your turn to sign as Director of Data for Office for Records." in asked.body
    assert newest(cast.supplier).subject.startswith("New signature: ")


def test_the_last_signature_is_told_once(cast: Cast, asset: DataAsset) -> None:
    agreement = frozen(cast, asset, in_order=False)
    sign(agreement, cast.acquirer_signatory)
    sign(agreement, cast.supplier_signatory)

    assert subjects(cast.acquirer).count("New signature") == 1
    assert subjects(cast.acquirer)[-1] == "In force"
    assert subjects(cast.supplier_signatory).count("Sign the agreement") == 1


def test_a_lead_who_signs_too_is_asked_to_sign(cast: Cast, asset: DataAsset) -> None:
    share = stages.agreed(cast, asset)
    members.remove(member=share.members.live().get(user=cast.supplier_signatory), by=cast.supplier)
    members.invite(share=share, email=cast.supplier.email, role=Role.SIGNATORY, by=cast.supplier)
    freezing.freeze_words(share=share, by=cast.acquirer)

    asked = newest(cast.supplier)
    assert asked.subject.startswith("Sign the agreement: ")
    assert asked.why.startswith("You get this because you take part in this data share as a lead and a signatory for ")


def test_a_second_round_says_that_it_is_one(cast: Cast, asset: DataAsset) -> None:
    share = stages.returned(cast, asset)
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)

    for reader, subject in [
        (cast.supplier, "Respond to a request again"),
        (cast.supplier_colleague, "Respond to a request again"),
        (cast.supplier_expert, "Advise on a request"),
    ]:
        assert subjects(reader)[-1] == subject
    assert f"sent the request “{share.title}” again after your comments (round 2)" in newest(cast.supplier).body


def test_a_contributor_is_not_told_to_send_it(cast: Cast, asset: DataAsset) -> None:
    stages.returned(cast, asset)

    assert "send it again" in newest(cast.acquirer).body
    assert "A lead for your organisation must then send the request again" in newest(cast.acquirer_colleague).body


def test_a_refusal_says_the_reason(cast: Cast, asset: DataAsset) -> None:
    stages.refused(cast, asset)

    assert "refused the request. The reason: there is no power to disclose the data." in newest(cast.acquirer).body
    assert newest(cast.acquirer).mail == Mail.AT_ONCE


def test_who_declined_is_named_and_leads_are_told_what_to_do(cast: Cast, asset: DataAsset) -> None:
    agreement = frozen(cast, asset, in_order=False)
    sign_off.decline(agreement=agreement, reason="Not yet.", by=cast.supplier_signatory)

    assert "the text can be frozen again" in newest(cast.acquirer).body
    assert newest(cast.acquirer).mail == Mail.AT_ONCE
    assert "freeze" not in newest(cast.onlooker).body
    assert newest(cast.onlooker).mail == Mail.DAILY


def test_signatories_are_told_at_once_that_signing_stopped(cast: Cast, asset: DataAsset) -> None:
    agreement = frozen(cast, asset, in_order=False)
    sign_off.reopen(share=agreement.share, reason="A clause was wrong.", by=cast.supplier)

    for signatory in (cast.acquirer_signatory, cast.supplier_signatory):
        assert newest(signatory).subject.startswith("Signing stopped: ")
        assert newest(signatory).mail == Mail.AT_ONCE
        assert "The reason: “A clause was wrong.” You cannot sign it now." in newest(signatory).body


def test_a_long_reason_is_read_in_the_history(cast: Cast, asset: DataAsset) -> None:
    agreement = frozen(cast, asset, in_order=False)
    sign_off.decline(agreement=agreement, reason="Not yet. " * 40, by=cast.supplier_signatory)

    assert "Not yet." not in newest(cast.acquirer).body
    assert "You can read the reason in the history." in newest(cast.acquirer).body


def test_a_request_to_sign_says_the_title_position_and_order(cast: Cast, asset: DataAsset) -> None:
    agreement = frozen(cast, asset, in_order=True)

    body = newest(cast.acquirer_signatory).body
    assert f"asks you to sign the agreement “{agreement.share.title}” as " in body
    assert "People sign in order, and you sign first." in body


def test_a_withdrawal_is_mailed_at_once_to_those_who_work_on_it(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    requesting.withdraw(share=stages.fresh(share), reason="It ended.", by=cast.acquirer)

    for reader in (cast.supplier, cast.supplier_colleague, cast.supplier_expert):
        assert newest(reader).mail == Mail.AT_ONCE
        assert "The reason: “It ended.”" in newest(reader).body
    assert newest(cast.onlooker).mail == Mail.DAILY


def test_a_return_lists_the_comments(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    section = question_set(share.edition.question_set).sections[0]
    responding.respond(
        share=share, section=section, verdict=Verdict.QUESTION, note="Which Act?", private_note="", revision=0,
        by=cast.supplier,
    )  # fmt: skip
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="Say why.", by=cast.supplier)

    body = newest(cast.acquirer).body
    assert "They wrote: “Say why.”" in body
    assert f"- {section.title}: question asked, “Which Act?”" in body


def test_a_first_proposal_is_mailed_while_the_clauses_are_unread(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    assert subjects(cast.acquirer)[-1] == "Agree the clauses"
    proposed(whole_clauses(share)[0], cast.supplier)

    assert subjects(cast.acquirer)[-1] == "Decide on a proposal"
    assert newest(cast.acquirer).mail == Mail.AT_ONCE


def test_many_proposals_are_one_mail(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    Notification.objects.all().delete()
    for clause in whole_clauses(share)[:3]:
        proposed(clause, cast.supplier)

    rows = list(Notification.objects.filter(user=cast.acquirer).order_by("pk"))
    assert [row.mail for row in rows] == [Mail.AT_ONCE, Mail.DAILY, Mail.DAILY]
    assert {row.subject for row in rows} == {f"Decide on a proposal: {share.title}"}
    assert subjects(cast.supplier_colleague) == ["New proposal"] * 3
    assert set(Notification.objects.filter(user=cast.supplier_colleague).values_list("mail", flat=True)) == {Mail.DAILY}


@pytest.mark.parametrize(
    ("choice", "small", "act"),
    [
        (MailChoice.EVERYTHING, Mail.AT_ONCE, Mail.AT_ONCE),
        (MailChoice.DAILY, Mail.DAILY, Mail.AT_ONCE),
        (MailChoice.MINE, Mail.NONE, Mail.AT_ONCE),
    ],
)
def test_what_waits_for_them_comes_at_once_whatever_they_chose(
    choice: MailChoice, small: Mail, act: Mail, cast: Cast, asset: DataAsset
) -> None:
    share = stages.agreed(cast, asset)
    User.objects.update(mail_choice=choice)
    freezing.freeze_words(share=share, by=cast.acquirer)

    assert newest(cast.supplier_signatory).mail == act
    assert newest(cast.supplier).mail == small


def test_evidence_to_keep_comes_at_once_to_everyone(cast: Cast, asset: DataAsset) -> None:
    agreement = frozen(cast, asset, in_order=False)
    User.objects.update(mail_choice=MailChoice.MINE)
    sign(agreement, cast.acquirer_signatory)
    sign(agreement, cast.supplier_signatory)

    told = Notification.objects.filter(subject__startswith="In force: ")
    assert set(told.values_list("mail", flat=True)) == {Mail.AT_ONCE}
    assert all(
        "We will email you again when the sealed PDF is ready. That message has a code" in row.body for row in told
    )


def test_only_the_mail_of_the_seal_has_a_code(cast: Cast, asset: DataAsset) -> None:
    agreement = frozen(cast, asset, in_order=False)
    sign(agreement, cast.acquirer_signatory)
    sign(agreement, cast.supplier_signatory)
    seal(agreement.pk)

    told = Notification.objects.filter(body__contains="Keep this code in your records: ")
    assert {row.subject.partition(": ")[0] for row in told} == {"Sealed"}
    assert set(told.values_list("mail", flat=True)) == {Mail.AT_ONCE}


def test_who_is_removed_gets_no_more_mail_of_it(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    requesting.withdraw(share=stages.fresh(share), reason="", by=cast.acquirer)
    waiting = Notification.objects.filter(user=cast.onlooker).for_the_summary()
    assert waiting.count() == 1
    other = stages.submitted(cast, asset)
    responding.decide(share=other, outcome=Outcome.RETURN, reason=None, text="Say why.", by=cast.supplier)
    members.remove(member=other.members.live().get(user=cast.onlooker), by=cast.acquirer)

    assert not Notification.objects.owed().filter(user=cast.onlooker, topic=other.reference).exists()
    assert waiting.count() == 1, "what they still take part in is theirs to hear of"
    send_owed()


def test_every_notice_has_its_words(cast: Cast, asset: DataAsset) -> None:
    """No braces are left, and each that needs an action links to a page."""
    share: DataShare = stages.in_force(cast, asset)
    rows = Notification.objects.filter(topic=share.reference)

    assert rows.exists()
    assert not [row.body for row in rows if "{" in row.body + row.subject]
    assert not [row.why for row in rows if not row.why.startswith("You get this because ")]
    assert {row.topic_name for row in rows} == {share.title}


def test_answering_and_reading_tell_no_one() -> None:
    quiet = {
        EventKind.REQUEST_ANSWERED,
        EventKind.SECTION_ASSESSED,
        EventKind.SUPPLIER_ANSWERED,
        EventKind.CLAUSES_AGREED,
        EventKind.MEMBER_INVITED,
        EventKind.MEMBER_REMOVED,
        EventKind.REQUEST_OPENED,
    }

    assert not quiet & set(NOTICES)
    assert all(notices for notices in NOTICES.values())
    assert {notice.weight for notices in NOTICES.values() for notice in notices} == set(Weight)
    assert Recipient.__doc__
