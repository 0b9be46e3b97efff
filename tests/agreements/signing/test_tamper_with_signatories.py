"""Replaced signatories, and the sides of the parties, are compared with the history."""

from collections.abc import Iterator

import pytest
from django.db import connection, models
from pytest_django.plugin import DjangoDbBlocker

from agreements import policy
from agreements.models import DataShare, Member, Party, SignatoryReplacement
from agreements.signing import actions as sign_off
from agreements.signing import replacing, sealing
from agreements.states import Role
from community.models import Organisation, User
from tests.agreements import stages
from tests.agreements.signing.signatures import newest, signed
from tests.agreements.signing.tampering import PLACE, at_rest, change, columns, faults, tamper, undone
from tests.plugins.database import become, owner_role
from tests.support.once import Built, built_once

pytestmark = pytest.mark.django_db
NEW = "supplier.colleague@revenue.gov.uk"
# The body that a party is and the account that is to sign, which the rows of signatures name by number.
NAMED = columns(
    (Party, Member),
    {
        *((Party, name) for name in ("id", "is_lead", "gives", "receives", "purpose", "purpose_is_own")),
        *((Member, field.name) for field in Member._meta.concrete_fields if field.name != "user"),
    },
)
COLUMNS = columns((SignatoryReplacement,), {(SignatoryReplacement, "id")})


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Built]:
    """Yield a share out for signature with a replaced signatory, as the role that owns the tables."""
    application = str(connection.settings_dict["USER"])
    with django_db_blocker.unblock():
        become(owner_role())
    try:
        with built_once(django_db_blocker, stages.signing) as made:
            replacing.replace_signatory(share=made.share, email=NEW, by=made.cast.supplier)
            yield made
    finally:
        with django_db_blocker.unblock():
            become(application)


@pytest.fixture
def replaced(built: Built) -> DataShare:
    assert faults() == []
    return built.share


@pytest.mark.parametrize(("model", "column", "value"), COLUMNS)
def test_changed_replacement_shows(model: type[models.Model], column: str, value: str, replaced: DataShare) -> None:
    with undone():
        change(model, column, value)
        found = faults()
    assert found
    assert all(PLACE.match(line) for line in found), found


def test_removed_replacement_shows(replaced: DataShare) -> None:
    tamper("DELETE FROM @signatoryreplacement")
    assert any("records a replaced signatory that is missing" in line for line in faults())


def test_inserted_replacement_shows(replaced: DataShare, built: Built) -> None:
    intruder = Member.objects.filter(share=replaced, user=built.cast.acquirer_colleague).get()
    row = f"max(id), {intruder.pk}, {built.cast.acquirer.pk}, now()"
    into = "INSERT INTO @signatoryreplacement (required_id, member_id, by_id, at)"
    tamper(f"{into} SELECT {row} FROM @requiredsignature")  # noqa: S608 (numbers of our own rows)
    assert any("the history does not record replacement" in line for line in faults())


@pytest.mark.parametrize(("model", "column", "value"), NAMED)
def test_another_body_or_account_in_a_named_row_shows(
    model: type[models.Model], column: str, value: str, replaced: DataShare
) -> None:
    """The newest party, the signatory named first, and the one named instead."""
    for key in _named_rows(model, replaced):
        with undone():
            at_rest()
            with connection.cursor() as cursor:
                changed = f'UPDATE {model._meta.db_table} SET "{column}" = {value} WHERE id = {key}'  # noqa: S608 (ours)
                cursor.execute(changed)
            found = faults()
        assert found, key
        assert all(PLACE.match(line) for line in found), found


def _named_rows(model: type[models.Model], share: DataShare) -> list[int]:
    if model is Party:
        return [share.parties.latest("pk").pk]
    agreement = share.agreements.get()
    replacements = SignatoryReplacement.objects.filter(required__agreement=agreement)
    return [*agreement.required.values_list("member", flat=True), *replacements.values_list("member", flat=True)]


def test_party_added_shows(replaced: DataShare) -> None:
    elsewhere = Organisation.objects.get(slug="elsewhere")
    with undone():
        at_rest()
        Party.objects.create(share=replaced, organisation=elsewhere, gives=True)
        found = faults()
    assert found == [f"FAULT {replaced.agreements.get()}: the parties of the data share are not those who must sign"]


def test_signature_of_an_account_put_in_place_of_the_signatory_is_never_sealed(built: Built) -> None:
    """The row of the member who must sign is given to a colleague, who then signs."""
    share = stages.signing(built.cast, built.asset)
    named, colleague = built.cast.acquirer_signatory, built.cast.acquirer_colleague
    Member.objects.filter(share=share, user=named, role=Role.SIGNATORY).update(user=colleague)
    policy.align(colleague, share)
    signed(share, colleague, built.cast.supplier_signatory)

    assert sealing.seal(newest(share).pk) is False
    assert any("the signatory at place 1: its user is not what the history records" in line for line in faults())


def test_swapped_sides_show(replaced: DataShare) -> None:
    tamper("UPDATE @party SET is_lead = FALSE, gives = receives, receives = NOT receives")
    tamper("UPDATE @party SET is_lead = receives")
    assert sum("is on another side than the words say" in line for line in faults()) == 2


def test_signatories_exchanged_between_the_parties_show(replaced: DataShare) -> None:
    first, second = _named_rows(Member, replaced)[:2]
    other = f"(SELECT user_id FROM @member twin WHERE twin.id = {first} + {second} - @member.id)"  # noqa: S608
    with undone():
        tamper(f"UPDATE @member SET user_id = {other} WHERE id IN ({first}, {second})")  # noqa: S608 (our own rows)
        found = faults()
    assert len([line for line in found if "its user is not what the history records" in line]) == 2


def give(member: Member, user: User) -> None:
    """Give the row of a member to another account, as the owner of the database may."""
    tamper(f"UPDATE @member SET user_id = {user.pk}, until = NULL WHERE id = {member.pk}")  # noqa: S608 (our own rows)
    policy.align(user, member.share)


def test_signature_of_an_account_that_was_put_in_and_taken_out_shows(built: Built) -> None:
    share = stages.signing(built.cast, built.asset)
    named, colleague = built.cast.acquirer_signatory, built.cast.acquirer_colleague
    member = Member.objects.get(share=share, user=named, role=Role.SIGNATORY)
    with undone():
        give(member, colleague)
        sign_off.sign(agreement=newest(share), digest=newest(share).words.digest, method="password", by=colleague)
        give(member, named)
        found = faults()
    assert len(found) == 1
    assert found[0].endswith("records a signature by an account that was not to sign")


def test_signature_of_a_replaced_signatory_whose_replacement_was_hidden_shows(
    replaced: DataShare, built: Built
) -> None:
    row = SignatoryReplacement.objects.get(required__agreement=newest(replaced))
    former = row.required.member
    with undone():
        at_rest()
        SignatoryReplacement.objects.filter(pk=row.pk).update(member=former)
        give(former, built.cast.supplier_signatory)
        digest = newest(replaced).words.digest
        sign_off.sign(agreement=newest(replaced), digest=digest, method="password", by=built.cast.supplier_signatory)
        SignatoryReplacement.objects.filter(pk=row.pk).update(member=row.member)
        found = faults()
    assert any(line.endswith("records a signature by an account that was not to sign") for line in found), found


def test_signatory_moved_to_the_other_party_shows(replaced: DataShare) -> None:
    required = newest(replaced).required.order_by("place").first()
    assert required is not None
    other = replaced.parties.exclude(pk=required.party_id).get()
    with undone():
        tamper(f"UPDATE @member SET party_id = {other.pk} WHERE id = {required.member_id}")  # noqa: S608 (our own rows)
        assert any("the signatory at place 1 is a member of another party" in line for line in faults())


def test_signature_of_the_named_replacement_is_no_fault(replaced: DataShare, built: Built) -> None:
    signer = built.cast.supplier_colleague
    with undone():
        digest = newest(replaced).words.digest
        sign_off.sign(agreement=newest(replaced), digest=digest, method="password", by=signer)
        assert faults() == []
