"""The operator's command: asks for the address again, and prints what was erased, what stays and why."""

import io
import sys

import pytest
from django.core.management import CommandError, call_command

from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.members.erasure_reasons import why_kept
from agreements.models import DataShare, Event, EventDetails
from agreements.states import Role
from agreements.verifying.audit import verify_everything
from community.accounts.names_in_tables import Known, Remains, remains_of
from community.models import Erasure, User
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WHY = "Asked for on 12 November."


def erase(email: str, *options: str, typed: str = "") -> str:
    """Return what the command prints to an operator who types this."""
    out, kept = io.StringIO(), sys.stdin
    sys.stdin = io.StringIO(f"{typed}\n")
    try:
        call_command("erase_person", email, "--reason", WHY, *options, stdout=out)
    finally:
        sys.stdin = kept
    return out.getvalue()


@pytest.mark.parametrize("typed", ["", "yes", "supplier.colleague@revenue.gov.uk"])
def test_another_address_typed_erases_nothing(cast: Cast, share: DataShare, typed: str) -> None:
    with pytest.raises(CommandError, match="Nothing was erased"):
        erase(cast.supplier.email, typed=typed)
    assert User.objects.get(pk=cast.supplier.pk).full_name == "Sunita Rao"
    assert not Erasure.objects.exists()


@pytest.mark.parametrize(("options", "typed"), [((), " Supplier@revenue.gov.uk "), (("--yes",), "")])
def test_the_address_or_yes_erases_and_says_so(
    cast: Cast, share: DataShare, options: tuple[str, ...], typed: str
) -> None:
    printed = erase(cast.supplier.email, *options, typed=typed)
    assert "Erased: name, email address, job title, ways to sign in" in printed
    assert "in the histories of 1 data shares" in printed
    record = Erasure.objects.get()
    assert f"Recorded as erasure {record.pk}" in printed
    assert (record.by, record.command, record.reason) == (None, "erase_person", WHY)
    assert Event.objects.filter(share=share, kind=EventKind.DETAILS_ERASED, subject=f"erasure:{record.pk}").exists()


def test_what_others_wrote_is_listed_with_the_reason(cast: Cast, share: DataShare) -> None:
    share.title = "Asked of Sunita Rao"
    share.save(update_fields=["title"])
    printed = erase(cast.supplier.email, "--yes")
    assert "Kept: agreements_datashare.title: 1 – what people wrote there" in printed


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("agreements_signature", "Article 17"),
        ("agreements_frozenwords", "Article 17"),
        ("catalogue_dataasset", "publisher of the record"),
        ("community_organisationmove", "by hand"),
    ],
)
def test_each_place_that_keeps_a_name_has_a_reason(table: str, why: str) -> None:
    assert why in why_kept(Remains(table, "any", 1))


def test_an_unknown_address_is_refused(cast: Cast) -> None:
    with pytest.raises(CommandError, match="There is no account with this email address"):
        erase("no.one@council.gov.uk", "--yes")


def test_the_same_address_again_is_refused_then_free(cast: Cast, share: DataShare) -> None:
    address = cast.onlooker.email
    erase(address, "--yes")
    with pytest.raises(CommandError, match="There is no account with this email address"):
        erase(address, "--yes")
    new = User.objects.create_user(address, full_name="Another Person")
    members.invite(share=share, email=address, role=Role.OBSERVER, by=cast.acquirer)
    assert share.members.live().filter(email=address).count() == 1
    assert new.pk != cast.onlooker.pk


def test_one_who_was_invited_and_never_signed_up_is_erased(cast: Cast, share: DataShare) -> None:
    address = "new.person@council.gov.uk"
    member = members.invite(share=share, email=address, role=Role.OBSERVER, by=cast.acquirer)
    assert address in EventDetails.objects.latest("event__sequence").text
    erase(address, "--yes")
    member.refresh_from_db()
    assert member.until is not None
    assert list(remains_of(Known(frozenset(), frozenset({address})))) == []
    assert verify_everything().findings == []
    assert not User.objects.filter(email=address).exists()


def test_refused_erasure_makes_no_account(cast: Cast, share: DataShare) -> None:
    address = "new.person@council.gov.uk"
    members.invite(share=share, email=address, role=Role.OBSERVER, by=cast.acquirer)
    with pytest.raises(CommandError, match="address from the reason"):
        call_command("erase_person", address, "--yes", "--reason", f"{address} asked for it.")
    assert not User.objects.filter(email=address).exists()
