"""A signatory who cannot sign yet is told whose turn it is; after a decline, the leads' lists say so."""

import pytest

from agreements.signing import actions as sign_off
from agreements.signing import freezing
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
STAGE = stages.agreed


def test_it_says_whose_turn_it_is_and_who_declined(cast: Cast, asset: DataAsset) -> None:
    share = stages.agreed(cast, asset)
    agreement = freezing.freeze_words(
        share=share, ranks=freezing.acquirer_first(freezing.signatories_of(share)), by=cast.acquirer
    )
    page = Visitor(cast.supplier_signatory).get(f"/shares/{share.reference}/sign/")
    assert f"{cast.acquirer_signatory} (Barchester City Council) must sign next" in page.words
    assert "You cannot sign yet" not in Visitor(cast.acquirer_signatory).get(f"/shares/{share.reference}/sign/").words
    sign_off.decline(agreement=agreement, reason="The period is too long.", by=cast.acquirer_signatory)
    for lead in (cast.acquirer, cast.supplier):
        assert (
            f"Read why {cast.acquirer_signatory} (Barchester City Council) declined"
            in Visitor(lead).get("/shares/").words
        )
