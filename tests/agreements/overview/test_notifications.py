"""Who is notified of what, once each; and the mail they get."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from pytest_django import Settings

from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.models import DataShare, Event, Outcome
from agreements.negotiating import actions as negotiating
from agreements.notifications.notices import NOTICES
from agreements.requesting import actions as requesting
from agreements.responding import actions as responding
from agreements.signing import actions as sign_off
from agreements.states import Role
from catalogue.models import DataAsset
from community.models import Notification, User
from community.notices.outbox import send_owed
from tests.agreements import stages
from tests.agreements.overview.many import queries
from tests.agreements.requesting.walking import save
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db

SIDE_OF_ACQUIRER = {"acquirer", "acquirer_colleague", "acquirer_expert", "acquirer_signatory", "onlooker"}
SIDE_OF_SUPPLIER = {"supplier", "supplier_colleague", "supplier_expert", "supplier_signatory"}
EVERYONE = SIDE_OF_ACQUIRER | SIDE_OF_SUPPLIER


def told(cast: Cast, share: DataShare, kind: EventKind, which: int = -1) -> set[str]:
    """Return who of the cast was notified of the newest event of this kind."""
    event = list(Event.objects.filter(share=share, kind=kind))[which]
    rows = Notification.objects.filter(key__startswith=f"event:{share.reference}:{event.sequence}:")
    names = {user.pk: name for name, user in cast.everyone().items()}
    found = [names[key] for key in rows.values_list("user", flat=True) if key]
    assert len(found) == len(set(found)), "someone was told twice"
    return set(found)


def test_each_step_to_the_agreement_tells_those_it_concerns(cast: Cast, asset: DataAsset) -> None:
    share = stages.in_force(cast, asset)

    assert told(cast, share, EventKind.REQUEST_SENT) == {"supplier"}
    assert told(cast, share, EventKind.NEGOTIATION_STARTED) == EVERYONE - {
        "supplier", "acquirer_signatory", "supplier_signatory", "onlooker"
    }  # fmt: skip
    assert told(cast, share, EventKind.TEXT_FROZEN) == {"acquirer_signatory", "supplier", "supplier_signatory"}
    assert told(cast, share, EventKind.AGREEMENT_SIGNED, 0) == {"acquirer", "supplier", "supplier_signatory"}
    assert told(cast, share, EventKind.BROUGHT_INTO_FORCE) >= EVERYONE - {"supplier_signatory"}


def _return(share: DataShare, cast: Cast) -> None:
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="Say why.", by=cast.supplier)


def _withdraw(share: DataShare, cast: Cast) -> None:
    requesting.withdraw(share=share, reason="It ended.", by=cast.acquirer)


def _decline(share: DataShare, cast: Cast) -> None:
    agreement = share.agreements.get()
    sign_off.decline(agreement=agreement, reason="Not yet.", by=cast.supplier_signatory)


def _reopen(share: DataShare, cast: Cast) -> None:
    sign_off.reopen(share=share, reason="A mistake.", by=cast.supplier)


def _comment(share: DataShare, cast: Cast) -> None:
    [clause] = share.edition.clauses.all()[:1]
    negotiating.comment(clause=clause, text="Is this right?", private=False, by=cast.acquirer_expert)


@pytest.mark.parametrize(
    ("stage", "act", "kind", "audience"),
    [
        (stages.submitted, _return, EventKind.REQUEST_RETURNED, {"acquirer", "acquirer_colleague"}),
        (stages.submitted, _withdraw, EventKind.REQUEST_WITHDRAWN, EVERYONE - {"acquirer"}),
        (stages.negotiating, _comment, EventKind.CLAUSE_COMMENTED, {
            "acquirer", "acquirer_colleague", "supplier", "supplier_colleague", "supplier_expert"
        }),
        (stages.signing, _decline, EventKind.SIGNATURE_DECLINED, EVERYONE - {"supplier_signatory"}),
        (stages.signing, _reopen, EventKind.TEXT_REOPENED, EVERYONE - {"supplier"}),
    ],
)  # fmt: skip
def test_it_tells_those_it_concerns(
    cast: Cast,
    asset: DataAsset,
    stage: stages.Stage,
    act: Callable[[DataShare, Cast], None],
    kind: EventKind,
    audience: set[str],
) -> None:
    share = stage(cast, asset)
    act(share, cast)

    assert told(cast, share, kind) == audience


def test_a_refusal_tells_the_acquirers(cast: Cast, asset: DataAsset) -> None:
    share = stages.refused(cast, asset)

    assert told(cast, share, EventKind.REQUEST_REFUSED) == {"acquirer", "acquirer_colleague"}


def test_answering_tells_no_one(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset)
    before = Notification.objects.count()
    save(Visitor(cast.acquirer), ("step", share, "title"), {"title": "Warm homes"})

    assert Notification.objects.count() == before
    assert EventKind.REQUEST_ANSWERED not in NOTICES


def test_no_one_is_told_who_has_left(cast: Cast, share: DataShare) -> None:
    members.remove(member=share.members.live().get(user=cast.onlooker), by=cast.acquirer)
    User.objects.filter(pk=cast.acquirer_expert.pk).update(is_active=False)
    _withdraw(share, cast)

    assert told(cast, share, EventKind.REQUEST_WITHDRAWN) == EVERYONE - {"acquirer", "onlooker", "acquirer_expert"}


def test_two_roles_are_told_once(cast: Cast, share: DataShare) -> None:
    members.invite(share=share, email=cast.onlooker.email, role=Role.LEAD, by=cast.acquirer)
    _return(share, cast)

    assert told(cast, share, EventKind.REQUEST_RETURNED) == {"acquirer", "acquirer_colleague", "onlooker"}


def test_it_is_shown_in_the_service_with_a_count(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.supplier)
    badge = visitor.get("overview", share).all("//span[contains(@class, 'moj-notification-badge')]")
    assert badge == ["1 unread"]
    page = visitor.get("/account/notifications/")

    assert page.all("//main//h3") == [f"{share.title} {share.reference}"], "the title once, over what was told of it"
    [told_of_it] = page.tree.xpath("//main//li//a[.='Respond to a request']")
    assert told_of_it.get("href") == f"/shares/{share.reference}/response/"
    assert Notification.objects.filter(user=cast.supplier).unread().exists(), "reading the page marks nothing"
    visitor.client.post("/account/notifications/read/")
    assert not Notification.objects.filter(user=cast.supplier).unread().exists()
    assert Notification.objects.filter(user=cast.acquirer_colleague).unread().exists(), "others keep theirs"


def test_two_hundred_take_no_more_queries(cast: Cast) -> None:
    def more(count: int) -> None:
        told: dict[str, Any] = {
            "user": cast.acquirer,
            "email": cast.acquirer.email,
            "subject": "Told",
            "body": "Something happened.",
        }
        Notification.objects.bulk_create(Notification(**told, key=uuid4().hex) for _ in range(count))

    visitor = Visitor(cast.acquirer)

    def asked() -> int:
        return queries(visitor, "/account/notifications/")

    more(2)
    asked()
    few = asked()
    more(198)
    assert asked() == few


def test_the_mail_says_the_act_the_share_and_one_link(
    cast: Cast, share: DataShare, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    settings.SERVICE_URL = "https://service.example"
    send_owed()

    [mail] = [mail for mail in mailoutbox if mail.subject.startswith("Respond to a request")]
    body = str(mail.body)
    assert mail.to == [cast.supplier.email]
    assert mail.subject == f"Respond to a request: {share.title}"
    asked = "Amina Okafor (Barchester City Council) asks for data that your organisation holds: "
    assert f"{asked}“{share.title}”." in body
    assert body.count("https://service.example/shares/") == 1
    assert body.count("https://") == 2
    assert f"https://service.example/shares/{share.reference}/response/" in body
    assert "You get this because you take part in this data share as a lead for Office for Records." in body
    page = "https://service.example/account/notifications/mail/"
    assert f"Choose which emails you get: {page}" in body


def test_each_mail_goes_once(share: DataShare, mailoutbox: list[EmailMessage]) -> None:
    sent = send_owed()

    assert sent == len(mailoutbox) > 0
    assert send_owed() == 0
    assert len(mailoutbox) == sent


def test_what_is_small_is_told_in_the_service_alone(
    cast: Cast, asset: DataAsset, mailoutbox: list[EmailMessage]
) -> None:
    share = stages.negotiating(cast, asset)
    _comment(share, cast)
    send_owed()

    assert told(cast, share, EventKind.CLAUSE_COMMENTED)
    assert not [mail for mail in mailoutbox if mail.subject.startswith("New comment")]


def test_a_mail_server_that_is_away_loses_nothing(
    share: DataShare, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.support.mail.Away"
    owed = Notification.objects.owed().count()
    assert send_owed() == 0
    assert Notification.objects.owed().count() == owed

    settings.EMAIL_BACKEND = backend
    assert send_owed() == owed == len(mailoutbox)


def test_a_title_cannot_add_headers(cast: Cast, asset: DataAsset, mailoutbox: list[EmailMessage]) -> None:
    rude = "Warm homes\r\nBcc: everyone@example.org\r\n\r\nNew body"
    share = stages.draft(cast, asset)
    save(Visitor(cast.acquirer), ("step", share, "title"), {"title": rude})
    members.invite(share=share, email="new@council.gov.uk", role=Role.OBSERVER, by=cast.acquirer)
    send_owed()

    mail = next(mail for mail in mailoutbox if mail.to == ["new@council.gov.uk"])
    assert mail.subject == "You are invited to a data share: Warm homes Bcc: everyone@example.org New body"
    headers = mail.message().as_string().partition("\n\n")[0]
    assert "\nBcc:" not in headers


def test_words_in_braces_are_only_words(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset, stages.answers_of_today() | {"title": "Records {head} {who.pk} {0}"})
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)

    assert Notification.objects.get(user=cast.supplier).subject == "Respond to a request: Records {head} {who.pk} {0}"
