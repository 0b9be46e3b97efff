"""A sealed file missing from the store: a page that says so, and an error in the log."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from agreements.models import SealedFile
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.cast import Cast
from tests.support.markup import flat

pytestmark = pytest.mark.django_db


def test_a_sealed_file_that_is_gone_is_said(
    client: Client, cast: Cast, asset: DataAsset, caplog: pytest.LogCaptureFixture
) -> None:
    share = stages.in_force(cast, asset)
    name = default_storage.save("sealed/gone.pdf", ContentFile(b"%PDF-1.7"))
    agreement = share.agreements.get()
    SealedFile.objects.create(agreement=agreement, name=name, sha256="0" * 64, size=8, chain_head="0" * 64)
    client.force_login(cast.acquirer)
    address = f"/shares/{share.reference}/files/{agreement.number}.pdf"
    assert client.get(address).status_code == 200
    default_storage.delete(name)
    answer = client.get(address)
    assert answer.status_code == 503
    assert "You cannot download this file right now" in flat(answer)
    assert "stored_file_missing" in caplog.text
