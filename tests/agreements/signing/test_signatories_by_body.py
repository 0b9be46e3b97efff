"""Of more than two organisations the page says who signs for each, in which step, and how far each is."""

import pytest

from agreements.members import actions as members
from agreements.models import DataShare, RegisterEntry
from agreements.register.publish import publish_owed
from agreements.signing import freezing, joining_later
from agreements.states import Role
from tests.agreements import stages
from tests.agreements.signing import three
from tests.agreements.signing.signatures import signed
from tests.cast import Cast, make_asset
from tests.support.once import Built
from tests.support.visiting import Seen, Visitor

pytestmark = pytest.mark.django_db
STAGE = three.agreed
SIRO = "Senior Information Risk Owner"
ROWS = "//dl[@id='who-signs']/div"


@pytest.fixture
def share(built: Built, cast: Cast) -> DataShare:
    """Return the words out for signature: the supplier has two signatories, who sign in the first step."""
    agreed = stages.fresh(built.share)
    email = cast.supplier_colleague.email
    members.invite(share=agreed, email=email, role=Role.SIGNATORY, office=SIRO, by=cast.supplier)
    agreed = stages.fresh(agreed)
    first = cast.supplier_signatory, cast.supplier_colleague
    ranks = {member.pk: 1 if member.user in first else 2 for member in freezing.signatories_of(agreed)}
    freezing.freeze_words(share=agreed, ranks=ranks, by=cast.acquirer)
    return stages.fresh(agreed)


def by_body(page: Seen) -> dict[str, tuple[str, list[str]]]:
    """Return, for each organisation in order, how far it is and a line for each signatory."""
    rows = page.tree.xpath(ROWS)
    words = [
        (
            " ".join(row.xpath("string(dt)").split()),
            " ".join(row.xpath("string(.//strong)").split()),
            [" ".join(item.text_content().split()) for item in row.xpath(".//li")],
        )
        for row in rows
    ]
    return {body: (state, lines) for body, state, lines in words}


def test_each_organisation_has_its_signatories_with_their_step(share: DataShare, cast: Cast) -> None:
    page = Visitor(cast.onlooker).get("sign", share)
    found = by_body(page)
    assert next(iter(found)) == three.GIVES
    assert set(found) == {three.GIVES, three.ASKS, str(cast.stranger.memberships.get().organisation)}
    state, lines = found[three.GIVES]
    assert state == "Not signed yet"
    assert lines[1] == f"Step 1: {cast.supplier_colleague}, {SIRO} ({cast.supplier_colleague.email}). Not signed yet."
    assert found[three.ASKS][1][0].startswith("Step 2: Dilys Morgan, ")
    assert "People sign in steps." in page.words


def test_it_says_how_many_of_an_organisation_have_signed(share: DataShare, cast: Cast) -> None:
    signed(share, cast.supplier_colleague)
    state, lines = by_body(Visitor(cast.acquirer).get("sign", share))[three.GIVES]
    assert state == "1 of 2 have signed"
    assert "Signed on " in lines[1]
    assert lines[0].endswith("Not signed yet.")
    signed(share, cast.supplier_signatory)
    assert by_body(Visitor(cast.acquirer).get("sign", share))[three.GIVES][0] == "Signed"


def test_who_may_join_later_is_said_to_and_is_not_signed_in_force(share: DataShare, cast: Cast) -> None:
    late = share.parties.get(members__user=cast.stranger)
    joining_later.move(share=share, party=late, reason="Its board meets in May.", by=cast.acquirer)
    page = Visitor(cast.onlooker).get("sign", share)
    assert "The agreement can come into force without it." in page.all(f"{ROWS}[dt='{late}']/dd")[0]
    signed(share, cast.supplier_signatory, cast.supplier_colleague, cast.acquirer_signatory)
    publish_owed()
    found = by_body(Visitor(cast.acquirer_signatory).get("signature_given", share))
    assert found[str(late)][0] == "Not signed"
    assert found[three.ASKS][0] == "Signed"
    entry = Visitor().get("register_entry", RegisterEntry.objects.get().reference).words
    assert f"{three.GIVES}: Director of Data and {SIRO}" in entry


def test_two_organisations_have_the_table(cast: Cast) -> None:
    plain = stages.signing(cast, make_asset(stages.working_for(cast.supplier), "Other records"))
    page = Visitor(cast.acquirer).get("sign", plain)
    assert page.all(ROWS) == []
    assert len(page.all("//table[caption[contains(., 'Who must sign')]]/tbody/tr")) == 2
