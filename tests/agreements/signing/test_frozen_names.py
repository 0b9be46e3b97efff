"""Bodies, positions and people renamed while words are out: the frozen names are signed and printed."""

import json
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from agreements.evidence.seal_keys import trusted_certificates
from agreements.evidence.verify_pdf import CheckOutcome, verify
from agreements.models import DataShare, Member, Signature
from agreements.signing import sealing
from agreements.verifying.anchors import examined, said_by
from agreements.verifying.audit import verify_everything
from community.models import Organisation, User
from tests.agreements import stages
from tests.agreements.signing.signatures import newest, signed
from tests.cast import Cast

pytestmark = pytest.mark.django_db
STAGE = stages.signing


def rename_bodies(share: DataShare) -> None:
    for body in Organisation.objects.filter(parties__share=share):
        body.name = f"{body.name} and Another"
        body.save()


def exchange_bodies(share: DataShare) -> None:
    """Swap the names of the parties, the worst case of renaming."""
    first, second = Organisation.objects.filter(parties__share=share)
    first.name, second.name = second.name, first.name
    first.save()
    second.save()


def rename_positions(share: DataShare) -> None:
    Member.objects.filter(share=share).exclude(office="").update(office="Minister of Everything")


def rename_people(share: DataShare) -> None:
    User.objects.filter(share_members__share=share).update(full_name="Someone Else")


RENAMES = [rename_bodies, exchange_bodies, rename_positions, rename_people]


@pytest.mark.parametrize("rename", RENAMES)
@pytest.mark.parametrize("moment", ["before", "between", "after"])
def test_what_was_frozen_is_signed_and_sealed(
    rename: Callable[[DataShare], None], moment: str, share: DataShare, cast: Cast
) -> None:
    frozen = json.loads(newest(share).words.words)["signatories"]
    people = [cast.acquirer_signatory.full_name, cast.supplier_signatory.full_name]
    for place, signatory in enumerate((cast.acquirer_signatory, cast.supplier_signatory)):
        if moment == ("before", "between")[place]:
            rename(share)
            if rename is rename_people:
                people[place:] = ["Someone Else"] * (2 - place)
        signed(share, User.objects.get(pk=signatory.pk))
    if moment == "after":
        rename(share)

    assert sealing.seal_owed() == 1

    with default_storage.open(newest(share).sealed.name) as file:
        content = file.read()
    evidence, problem = said_by(examined(content, trusted_certificates()))
    assert problem == ""
    assert evidence is not None
    assert [{"party": row.party, "office": row.office} for row in evidence.signatures] == frozen
    assert [row.name for row in evidence.signatures] == people
    for row, named in zip(evidence.signatures, frozen, strict=True):
        assert row.statement.startswith(
            f"I have read the whole of this document. I have the authority to sign it for {named['party']} as"
        )
    verdict = verify(content, trusted=trusted_certificates(), max_bytes=settings.VERIFY_MAX_BYTES)
    assert verdict.outcome == CheckOutcome.GENUINE
    assert [str(finding) for finding in verify_everything().findings] == []


def test_an_event_holds_all_that_the_sealed_file_will_say(share: DataShare, cast: Cast) -> None:
    signed(share, cast.acquirer_signatory)

    row, event = Signature.objects.get(), share.events.get(kind="agreement_signed")

    assert event.at == row.at
    assert event.details.content["record"] == {
        "party": row.organisation,
        "name": row.name,
        "office": row.office,
        "at": row.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "digest": row.digest,
        "statement": row.statement,
        "method": row.method,
    }
