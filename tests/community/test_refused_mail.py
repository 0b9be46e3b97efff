"""Refused mail: if permanent, those who can act are told at once; if temporary, it is retried and blocks no other."""

import re
import smtplib
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.utils import timezone

from agreements.members import actions as members
from agreements.models import Outcome
from agreements.requesting import actions as requesting
from agreements.states import Role
from catalogue.models import DataAsset
from community.models import Mail, Membership, Notification
from community.notices.outbox import send_owed, try_again
from community.notices.refusals import is_for_good, said_by, wait_after
from tests.agreements import stages
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
NO_USER = (550, b"5.1.1 No such user")
LATER = (451, b"4.7.1 Try again later")


class Choosy(BaseEmailBackend):
    """A mail server that refuses the addresses it knows as told, and accepts the rest."""

    refuses: ClassVar[dict[str, Exception]] = {}
    taken: ClassVar[list[EmailMessage]] = []

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for address in message.to:
                if address in Choosy.refuses:
                    raise Choosy.refuses[address]
            Choosy.taken.append(message)
        return len(email_messages)


@pytest.fixture(autouse=True)
def choosy(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Choosy"
    Choosy.refuses.clear()
    Choosy.taken.clear()


def refused(address: str, answer: tuple[int, bytes] = NO_USER) -> Exception:
    return smtplib.SMTPRecipientsRefused({address: answer})


def told_of(address: str) -> dict[str, str]:
    """Return who is told that mail to this address is refused, and in which words."""
    rows = Notification.objects.filter(key__startswith="refused:", body__contains=address)
    return dict(rows.values_list("email", "body"))


@pytest.mark.parametrize(
    ("error", "for_good"),
    [
        (refused("a@b.gov.uk"), True),
        (refused("a@b.gov.uk", (554, b"Blocked")), True),
        (refused("a@b.gov.uk", LATER), False),
        (smtplib.SMTPDataError(554, b"Looks like spam"), True),
        (smtplib.SMTPDataError(452, b"Too busy"), False),
        (smtplib.SMTPSenderRefused(550, b"Not you", "us@gov.uk"), False),
        (smtplib.SMTPServerDisconnected("gone"), False),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), True),
        (TimeoutError(), False),
        (ConnectionResetError(), False),
    ],
)
def test_only_a_5xx_for_the_address_or_mail_is_for_good(error: Exception, for_good: bool) -> None:
    assert is_for_good(error) is for_good


def test_what_the_server_said_is_one_short_line() -> None:
    assert said_by(refused("a@b.gov.uk", (550, b"No\r\nsuch user"))) == "550 No such user"
    assert said_by(smtplib.SMTPDataError(554, b"x" * 900)) == f"554 {'x' * 296}"


def test_waits_grow_to_six_hours_and_twenty_take_days() -> None:
    waits = [wait_after(attempts) for attempts in range(1, 20)]

    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=2)
    assert waits[-1] == timedelta(hours=6)
    assert timedelta(days=2) < sum(waits, timedelta()) < timedelta(days=5)


def test_a_refused_invitation_tells_who_sent_it_at_once(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset)
    members.invite(share=share, email="gone@council.gov.uk", role=Role.OBSERVER, by=cast.acquirer)
    Choosy.refuses["gone@council.gov.uk"] = refused("gone@council.gov.uk")
    send_owed()
    send_owed()

    mail = Notification.objects.get(email="gone@council.gov.uk")
    assert (mail.attempts, mail.refusal) == (1, "550 5.1.1 No such user")
    assert mail.refused_at is not None
    told = told_of("gone@council.gov.uk")
    assert set(told) == {cast.acquirer.email}
    assert "No such user" in told[cast.acquirer.email]
    [letter] = [letter for letter in Choosy.taken if letter.subject == "We cannot send emails to gone@council.gov.uk"]
    assert letter.to == [cast.acquirer.email]


def test_a_refused_member_is_told_of_to_their_leads(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    send_owed()
    Choosy.refuses[cast.supplier_colleague.email] = refused(cast.supplier_colleague.email)
    requesting.withdraw(share=share, reason="It ended.", by=cast.acquirer)
    Notification.objects.filter(mailed_at=None).update(mail=Mail.AT_ONCE)
    send_owed()

    told = told_of(cast.supplier_colleague.email)
    assert set(told) == {cast.acquirer.email, cast.supplier.email, cast.supplier_colleague.email}
    assert "mail server" in Visitor(cast.supplier_colleague).get("/account/notifications/").words


def test_a_refused_mailbox_tells_the_acquirers_leads(cast: Cast, asset: DataAsset) -> None:
    Membership.objects.filter(user=cast.supplier).update(handles_requests=False)
    share = stages.draft(cast, asset)
    members.invite(share=share, email=cast.onlooker.email, role=Role.LEAD, by=cast.acquirer)
    Choosy.refuses[asset.contact] = refused(asset.contact)
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    send_owed()

    assert set(told_of(asset.contact)) == {cast.acquirer.email, cast.onlooker.email}


def account_mail(cast: Cast, key: str = "account:1") -> Notification:
    return Notification.objects.create(
        user=cast.onlooker, email=cast.onlooker.email, subject="Your rights", body="They changed.", key=key
    )


def test_a_refused_account_mail_tells_the_organisations_admins(cast: Cast) -> None:
    Membership.objects.filter(user=cast.acquirer_expert).update(is_admin=True)
    account_mail(cast)
    Choosy.refuses[cast.onlooker.email] = refused(cast.onlooker.email)
    send_owed()

    told = told_of(cast.onlooker.email)
    assert set(told) == {cast.acquirer_expert.email, cast.onlooker.email}
    assert "rights" not in told[cast.acquirer_expert.email]


def test_it_is_told_once_a_week_for_each_address(cast: Cast) -> None:
    Membership.objects.filter(user=cast.acquirer_expert).update(is_admin=True)
    Choosy.refuses[cast.onlooker.email] = refused(cast.onlooker.email)
    for number in range(3):
        account_mail(cast, f"account:{number}")
    send_owed()
    assert Notification.objects.exclude(refused_at=None).count() == 3

    assert Notification.objects.filter(email=cast.acquirer_expert.email).count() == 1


def test_notices_that_are_refused_too_lead_to_no_more(cast: Cast) -> None:
    Membership.objects.filter(user=cast.acquirer_expert).update(is_admin=True)
    account_mail(cast)
    for address in (cast.onlooker.email, cast.acquirer_expert.email):
        Choosy.refuses[address] = refused(address)
    for _ in range(4):
        send_owed()

    assert Notification.objects.count() == 3


@pytest.mark.parametrize(
    "error", [refused("x@y.gov.uk", LATER), TimeoutError(), ConnectionResetError(), smtplib.SMTPServerDisconnected()]
)
def test_what_fails_for_now_is_tried_again_later(cast: Cast, error: Exception) -> None:
    mail = account_mail(cast)
    Choosy.refuses[cast.onlooker.email] = error
    assert send_owed() == send_owed() == 0
    mail.refresh_from_db()
    assert (mail.attempts, mail.refused_at) == (1, None)
    Choosy.refuses.clear()
    assert send_owed() == 0, "not before its time"

    with time_machine.travel(timezone.now() + timedelta(minutes=3), tick=True):
        assert send_owed() == 1


def test_twenty_failures_end_in_a_refusal_that_is_told(cast: Cast) -> None:
    Membership.objects.filter(user=cast.acquirer_expert).update(is_admin=True)
    mail = account_mail(cast)
    Choosy.refuses[cast.onlooker.email] = refused(cast.onlooker.email, LATER)
    for _ in range(20):
        Notification.objects.update(next_try_at=None)
        send_owed()
    mail.refresh_from_db()

    assert mail.attempts == 20
    assert mail.refused_at is not None
    assert cast.acquirer_expert.email in told_of(cast.onlooker.email)


@pytest.mark.parametrize("error", [refused("x@y.gov.uk"), refused("x@y.gov.uk", LATER), TimeoutError()])
def test_one_bad_address_holds_up_no_other(cast: Cast, error: Exception) -> None:
    account_mail(cast)
    Choosy.refuses[cast.onlooker.email] = error
    for number in range(3):
        Notification.objects.create(email="well@council.gov.uk", subject="x", body="y", key=f"well:{number}")

    assert send_owed() == 3


def test_refused_mail_is_tried_again_when_support_says(cast: Cast) -> None:
    mail = account_mail(cast)
    Choosy.refuses[cast.onlooker.email] = refused(cast.onlooker.email)
    send_owed()
    Choosy.refuses.clear()

    assert try_again(Notification.objects.all()) == 1
    assert send_owed() == 1
    mail.refresh_from_db()
    assert mail.mailed_at is not None


def test_ready_tells_of_mail_refused_and_of_mail_that_waits(cast: Cast, client: Client) -> None:
    def says() -> tuple[bool, str]:
        check = client.get("/ready").json()["checks"]["mail"]
        assert check["ready"]
        return check["late"], check["says"]

    assert says() == (False, "No email is waiting to be sent.")
    mail = account_mail(cast)
    assert says()[0] is False
    Notification.objects.update(created=timezone.now() - timedelta(minutes=20))
    assert says()[0] is True
    Choosy.refuses[cast.onlooker.email] = refused(cast.onlooker.email)
    send_owed()

    late, words = says()
    assert late
    assert "Emails refused in the last day: 1" in words
    Notification.objects.filter(pk=mail.pk).update(refused_at=timezone.now() - timedelta(days=2))
    assert says() == (False, "No email is waiting to be sent.")


def test_every_mail_says_that_a_machine_made_it(cast: Cast, client: Client) -> None:
    account_mail(cast)
    send_owed()
    client.post("/accounts/password/reset/", {"email": cast.acquirer.email})
    client.post("/accounts/password/reset/", {"email": "no.account@council.gov.uk"})

    assert len(Choosy.taken) >= 2
    assert {letter.message()["Auto-Submitted"] for letter in Choosy.taken} == {"auto-generated"}


def test_mail_is_made_in_one_place() -> None:
    """Mail made elsewhere would lack the header."""
    root = Path(__file__).parents[2]
    made = [
        str(file.relative_to(root))
        for app in ("agreements", "catalogue", "community", "datashare")
        for file in (root / app).rglob("*.py")
        if re.search(r"(?<![.\w])(EmailMessage|send_mail|mail_admins|EmailMultiAlternatives)\(", file.read_text())
    ]

    assert sorted(made) == ["community/accounts/adapters.py", "community/notices/outbox.py"]


def test_who_sent_a_request_gets_a_confirmation(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    stages._decide(share, cast, Outcome.RETURN, "Say more.")
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    send_owed()

    confirmed = [letter for letter in Choosy.taken if letter.subject == f"You sent a request: {share.title}"]
    assert [letter.to for letter in confirmed] == [[cast.acquirer.email]] * 2
    first, second = (str(letter.body) for letter in confirmed)
    assert "Office for Records" in first
    assert share.reference in first
    assert f"/shares/{share.reference}/request/" in first
    assert "round" not in first
    assert "(round 2)" in second
