"""Erasing a person: name and address leave every table except as proof of an agreement; the chain holds."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client

from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.members import naming
from agreements.members.erasure import erase_person
from agreements.models import DataShare, Event, EventDetails, Member
from agreements.states import Role
from agreements.verifying.audit import verify_everything
from agreements.verifying.history_file import evidence_of
from community.models import AccountHelp, Erasure, Ground, Help, Membership, Notification, SignUpLink, SpentCode, User
from community.organisations.ending import end_all_of
from datashare.lib.addresses import canonical
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.events import said
from tests.agreements.evidence import independent
from tests.cast import PASSWORD, Cast
from tests.community.test_admin_rights import browser
from tests.support.markup import flat
from tests.support.signing_up import proved

pytestmark = pytest.mark.django_db
STAGE = stages.in_force
WHY = "Asked for on 12 November; who asks was made sure of."
MARRIED = "Sunita Rao Hartley"
# The words that both bodies agreed and signed name those who lead for them.
AGREED = {"agreements_wording.text", "agreements_frozenwords.words", "agreements_frozenwords.html"}


def standing(*words: str) -> set[str]:
    """Return every column of every table, of any type, that holds one of these words."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
        columns = cursor.fetchall()
        return {f"{table}.{column}" for table, column in columns if any(holds(table, column, word) for word in words)}


def holds(table: str, column: str, word: str) -> bool:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM {quote(table)} WHERE {quote(column)}::text ILIKE %s)",  # noqa: S608
            [f"%{word}%"],
        )
        return bool(cursor.fetchone()[0])


def faults() -> list[str]:
    return [str(finding) for finding in verify_everything().findings]


@pytest.fixture
def support(cast: Cast) -> User:
    return User.objects.create_superuser("sam@elsewhere.gov.uk", full_name="Sam Porter")


@pytest.fixture
def traces(cast: Cast, support: User) -> User:
    """Return the supplier's lead, who has left their name in every possible place."""
    person = cast.supplier
    User.objects.get(pk=person.pk).memberships.get().save()
    person.full_name = MARRIED
    person.job_title = "Head of Records"
    person.save()
    assert Client().post("/accounts/login/", {"login": person.email, "password": PASSWORD}).status_code == 302
    assert UserSession.objects.filter(user=person).exists()
    SignUpLink.objects.create(email=person.email, digest="d" * 64)
    SpentCode.objects.create(user=person, step=1, code="123456")
    SocialAccount.objects.create(user=person, provider="o", uid="7", extra_data={"email": person.email})
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    AccountHelp.objects.create(person=person, by=support, act=Help.END_SESSIONS, reason=f"{MARRIED} rang.")
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(
        user=support, content_type=kind, object_id=str(person.pk), object_repr=MARRIED, action_flag=CHANGE
    )
    return person


def entry(share: DataShare, kind: EventKind) -> EventDetails:
    return EventDetails.objects.filter(event__share=share, event__kind=kind).latest("event__sequence")


def test_a_lead_who_is_erased_is_named_in_no_table(cast: Cast, share: DataShare, traces: User, support: User) -> None:
    names = (traces.email, "Sunita Rao", MARRIED, "Head of Records")
    assert len(standing(*names)) > 8
    assert not faults()

    erase_person(person=traces, reason=WHY, by=support)

    assert standing(*names) == AGREED
    assert not faults()


def test_an_erased_account_is_closed_and_nameless(cast: Cast, share: DataShare, traces: User, support: User) -> None:
    client = Client()
    client.force_login(traces)
    erase_person(person=traces, reason=WHY, by=support)

    person = User.objects.get(pk=traces.pk)
    assert (person.full_name, person.job_title, person.is_active) == ("Erased person", "", False)
    assert person.email.endswith("@erased.invalid")
    assert canonical(person.email) == person.email
    assert not person.has_usable_password()
    for kind in (EmailAddress, Authenticator, SocialAccount, UserSession, SpentCode):
        assert not kind.objects.filter(user=person).exists()
    assert not SignUpLink.objects.exists()
    assert not Session.objects.filter(pk=client.session.session_key).exists()
    assert not person.memberships.open().exists()
    assert not Member.objects.live().filter(user=person).exists()
    record = Erasure.objects.get()
    assert (record.person, record.by, record.reason, record.command) == (person, support, WHY, "")


def test_the_chain_tells_which_details_were_erased(cast: Cast, share: DataShare, support: User) -> None:
    wrote = EventDetails.objects.filter(event__share=share, actor=cast.supplier_expert)
    invited = entry(share, EventKind.SIGNATORY_INVITED)
    assert said(invited) == "invited Victor Stone as a signatory"

    erase_person(person=cast.supplier_signatory, reason=WHY, by=support)

    told = entry(share, EventKind.DETAILS_ERASED)
    assert invited.event.sequence in told.content["record"]["erased"]
    assert told.event.subject == f"erasure:{Erasure.objects.get().pk}"
    assert EventDetails.objects.get(pk=invited.pk).is_erased
    assert not wrote.filter(text="").exists()
    signed = EventDetails.objects.get(event__kind=EventKind.AGREEMENT_SIGNED, actor=cast.supplier_signatory)
    assert signed.content["actor"] == "Victor Stone"
    assert standing("Victor Stone") == {"agreements_eventdetails.text", "agreements_signature.name"}
    assert not faults()
    history = evidence_of(share)
    assert independent.history_faults(history) == []
    assert independent.erased(history) == set(told.content["record"]["erased"])


def test_the_history_page_says_that_details_were_erased(cast: Cast, share: DataShare, support: User) -> None:
    erase_person(person=cast.supplier_signatory, reason=WHY, by=support)

    client = Client()
    client.force_login(cast.acquirer)
    seen = "".join(flat(client.get(f"/shares/{share.reference}/{page}")) for page in ("history/", ""))
    assert "Details were erased" in seen
    assert "invited Victor Stone" not in seen


def test_messages_to_others_stay_without_the_name(cast: Cast, share: DataShare, support: User) -> None:
    named = Notification.objects.filter(body__contains="Sunita Rao").exclude(user=cast.supplier)
    keys = list(named.values_list("pk", flat=True))
    assert keys

    erase_person(person=cast.supplier, reason=WHY, by=support)

    bodies = Notification.objects.filter(pk__in=keys).values_list("body", flat=True)
    assert len(bodies) == len(keys)
    assert all("Erased person" in body and "Sunita" not in body for body in bodies)
    assert not Notification.objects.filter(user=cast.supplier).exists()


def test_the_last_lead_who_is_erased_is_followed(cast: Cast, share: DataShare, support: User) -> None:
    lead = cast.acquirer
    erase_person(person=lead, reason=WHY, by=support)

    left = entry(share, EventKind.ROLE_ENDED)
    assert "removed Erased person as a lead" in said(left)
    asked = Notification.objects.filter(subject__contains="Name a lead")
    assert [told.user for told in asked] == [support]
    naming.name_lead(party=share.parties.get(is_lead=True), email=cast.acquirer_colleague.email, by=support)
    assert not faults()


def test_an_invitation_at_the_address_ends_unnamed(cast: Cast, share: DataShare, support: User) -> None:
    invited = members.invite(share=share, email="late@council.gov.uk", role=Role.OBSERVER, by=cast.acquirer)
    person = User.objects.create_user("late@council.gov.uk", full_name="Late Comer")
    assert invited.user is None

    erase_person(person=person, reason=WHY, by=support)

    invited.refresh_from_db()
    assert invited.until is not None
    assert not standing("late@council.gov.uk", "Late Comer")
    assert not faults()


def test_a_person_is_erased_once(cast: Cast, share: DataShare, support: User) -> None:
    erase_person(person=cast.onlooker, reason=WHY, by=support)
    address = User.objects.get(pk=cast.onlooker.pk).email
    before = Event.objects.count()

    with pytest.raises(NotNow, match="were erased on"):
        erase_person(person=cast.onlooker, reason=WHY, by=support)

    assert Event.objects.count() == before
    assert User.objects.get(pk=cast.onlooker.pk).email == address


def test_who_is_no_support_or_is_it_themselves_is_refused(cast: Cast, share: DataShare, support: User) -> None:
    with pytest.raises(PermissionDenied):
        erase_person(person=cast.supplier, reason=WHY, by=cast.acquirer)
    with pytest.raises(NotNow, match="your own account"):
        erase_person(person=support, reason=WHY, by=support)
    with pytest.raises(NotNow, match="last support staff account"):
        erase_person(person=support, reason=WHY, command="erase_person")
    other = User.objects.create_superuser("pat@elsewhere.gov.uk", full_name="Pat Lane")
    with pytest.raises(NotNow, match="member of support staff"):
        erase_person(person=other, reason=WHY, by=support)
    assert not Erasure.objects.exists()


@pytest.mark.parametrize("reason", ["Tom Fletcher asked", "for tom FLETCHER.", "see supplier.colleague@revenue.gov.uk"])
def test_a_reason_that_names_the_person_is_refused(cast: Cast, support: User, reason: str) -> None:
    with pytest.raises(NotNow, match="Remove the person’s name"):
        erase_person(person=cast.supplier_colleague, reason=reason, by=support)
    assert User.objects.get(pk=cast.supplier_colleague.pk).is_active


def test_an_erased_account_cannot_be_opened_again(cast: Cast, support: User) -> None:
    page, client = f"/admin/community/user/{cast.onlooker.pk}/change/", browser(support)
    assert 'name="is_active"' in flat(client.get(page))
    erase_person(person=cast.onlooker, reason=WHY, by=support)
    closed = flat(client.get(page))
    assert 'name="is_active"' not in closed
    assert "Their details have been erased" in closed


def test_entries_about_the_roles_of_namesakes_stay(cast: Cast, share: DataShare) -> None:
    named = {"ann@council.gov.uk": "Ann Lee", "ann2@council.gov.uk": "Ann Lee", "mary@council.gov.uk": "Mary Ann Lee"}
    left: dict[str, EventDetails] = {}
    for email, name in named.items():
        person = proved(email, name)
        members.invite(share=share, email=email, role=Role.OBSERVER, by=cast.acquirer)
        Membership.objects.create(user=person, organisation=cast.acquirer.memberships.get().organisation)
        end_all_of(Membership.objects.filter(user=person), Ground.LEFT)
        left[email] = EventDetails.objects.filter(event__kind=EventKind.ROLE_ENDED).latest("pk")

    erase_person(person=User.objects.get(email="ann@council.gov.uk"), reason=WHY, command="erase_person")

    kept = [email for email, row in left.items() if EventDetails.objects.get(pk=row.pk).text]
    assert kept == ["ann2@council.gov.uk", "mary@council.gov.uk"]
    assert verify_everything().findings == []


def test_a_namesake_keeps_account_and_history(cast: Cast, share: DataShare, support: User) -> None:
    other = User.objects.create_user("other@revenue.gov.uk", full_name="Sunita Rao")

    erase_person(person=cast.supplier, reason=WHY, by=support)

    other.refresh_from_db()
    assert (other.full_name, other.is_active) == ("Sunita Rao", True)
    assert other.history.filter(full_name="Sunita Rao").exists()
