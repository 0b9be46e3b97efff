"""Every URL × every role × GET and POST: no one gets in where the matrix says no."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import QuerySet

from agreements.models import DataDelivery, DisposalCertificate, Duty, DutyKind, Review
from tests.security.doors import EVERYONE, GATES, MEMBERS, NOTHING, SHARE, SIGN_IN, SIGNED_IN, Door, gate_of
from tests.security.routes import routes
from tests.security.world import World
from tests.support import markup

pytestmark = pytest.mark.django_db

ADDRESSES = dict(routes())
ADMIN = {name: address for name, address in ADDRESSES.items() if address.startswith("/admin/")}
SHARED = {
    name.removeprefix("agreements:"): address
    for name, address in ADDRESSES.items()
    if address.startswith("/shares/{reference}/")
}
OTHERS = {
    name: address
    for name, address in ADDRESSES.items()
    if name not in ADMIN and name.removeprefix("agreements:") not in SHARED
}
WRITES = (
    "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables "
    "WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 ORDER BY relname"
)


def arguments(world: World, stage: str) -> dict[str, Any]:
    """Return a real value for every argument of a URL."""
    share = world.shares[stage]
    negotiated = world.shares["negotiating"]
    clauses = (share if share.edition.clauses.exists() else negotiated).edition.clauses
    leaving = share.members.live().get(user=world.cast.onlooker)
    return {
        "reference": share.reference,
        "asset": world.asset.reference,
        "clause": clauses.values_list("pk", flat=True)[0],
        "proposal": world.proposal,
        "member": leaving.pk,
        "party": leaving.party_id,
        "supplier": _key(share.parties.filter(gives=True)),
        "certificate": _key(DisposalCertificate.objects.all()),
        "duty": _key(Duty.objects.filter(agreement__share=share, kind=DutyKind.ACCESS_LIST)),
        "dateless": _key(Duty.objects.filter(agreement__share=share, due_on=None)),
        "flow": _key(share.edition.flows.all()),
        "delivery": _key(DataDelivery.objects.filter(agreement__share=share, is_test=False)),
        "item": "keys",
        "incident": 1,
        "addressee": "ico",
        "review": _key(Review.objects.filter(agreement__share=share)),
        "invited": negotiated.members.get(user=None).pk,
        "number": 1,
        "document": "mou",
        "kind": "md",
        "slug": "already-public",
        "body": "council",
        "question": "storage",
        "section": "data",
        "row": "new",
        "key": "x",
        "token": "x",
        "uidb36": "1",
        "provider_id": "no one",
        "pk": 1,
    }


def _key(rows: QuerySet[Any]) -> int:
    """Return the key of the first of these rows; 0 for none."""
    return rows.values_list("pk", flat=True).first() or 0


def wanted(door: Door, person: str, method: str) -> set[int]:
    allowed = door.read if method == "get" else door.act
    if person == "anonymous":
        return {302}
    if allowed is None:
        return {405}
    if person not in door.members:
        return {404}
    if person not in allowed:
        return {door.refused}
    return {200} if method == "get" else {409} if door.idle else {200, 302}


def written() -> list[tuple[Any, ...]]:
    """Return every row written, changed or deleted since the transaction began, by table."""
    with connection.cursor() as cursor:
        cursor.execute(WRITES)
        return [tuple(row) for row in cursor.fetchall()]


def to_sign_in(answer: Any) -> bool:
    return bool(answer.status_code == 302 and answer["Location"].startswith("/accounts/login/"))


def faults_of(answer: Any, *, signed_in: bool) -> list[str]:
    """Return what is wrong with a response: caching, or scripts or styles outside the policy."""
    found = []
    if signed_in and answer.headers.get("Cache-Control") != "no-store, private":
        found.append("may be kept by a browser: no-store is missing")
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        found.append("nosniff is missing")
    if answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html"):
        found += policy_faults(answer)
    return found


def policy_faults(answer: Any) -> list[str]:
    """Return inline scripts and styles, or a policy that would allow them."""
    policy = answer.headers.get("Content-Security-Policy", "")
    nonce = re.search(r"script-src 'self' 'nonce-([^']+)'", policy)
    if "default-src 'none'" not in policy or "unsafe" in policy or not nonce:
        return [f"has a weak policy: {policy}"]
    page = markup.page(answer.content)
    inline = page.xpath("//style | //@style | //@*[starts-with(name(), 'on')] | //a[starts-with(@href, 'javascript:')]")
    scripts = page.xpath("//script[not(@type='application/json')]")
    strange = [script for script in scripts if script.get("nonce") != nonce[1]]
    return [f"has inline style or script: {len(inline)} times"] * bool(inline) + [
        f"has a script without the nonce, of line {script.sourceline}" for script in strange
    ]


def test_every_address_has_an_entry() -> None:
    missing = [f"agreements:{name}" for name in SHARED if name not in SHARE]
    missing += [name for name in OTHERS if gate_of(name) is None]
    assert not missing, (
        "A new address needs an entry in tests/security/doors.py: a Door in SHARE where it is a page of a data "
        "share (who reads, who posts, when it is closed), else a Gate in GATES:\n" + "\n".join(missing)
    )
    gone = [name for name in SHARE if name not in SHARED] + [name for name in GATES if name not in OTHERS]
    assert not gone, "These entries of tests/security/doors.py have no address any more:\n" + "\n".join(gone)


@pytest.mark.parametrize("name", SHARE)
def test_a_page_of_a_data_share(world: World, name: str) -> None:
    door, faults, served = SHARE[name], [], False
    address = SHARED[name].format(**arguments(world, door.at) | dict(door.given))
    for method in ("get", "post"):
        before = written()
        for person in sorted(EVERYONE):
            answer = world.ask(person, method, address, door.posted if method == "post" else None)
            expected = wanted(door, person, method)
            if answer.status_code not in expected:
                faults.append(f"{person} {method} {address}: {answer.status_code}, not {expected}")
            if person == "anonymous" and not to_sign_in(answer):
                faults.append(f"anonymous {method} {address}: is not sent to sign in")
            if person != "anonymous" and not (served and answer.status_code == 200):
                faults += [f"{person} {method} {address}: {fault}" for fault in faults_of(answer, signed_in=True)]
                served = served or answer.status_code == 200
        if method == "get" and written() != before:
            faults.append(f"GET {address} wrote: {set(written()) ^ set(before)}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", [name for name, door in SHARE.items() if door.closed])
def test_a_page_at_the_wrong_moment(world: World, name: str) -> None:
    door, faults = SHARE[name], []
    address = SHARED[name].format(**arguments(world, door.closed) | dict(door.given))
    inside = Door(door.closed).members
    for method, allowed in (("get", door.read), ("post", door.act)):
        for person in sorted((allowed or set()) & inside):
            answer = world.ask(person, method, address, door.posted if method == "post" else None)
            if answer.status_code != 409:
                faults.append(f"{person} {method} {address}: {answer.status_code}, not 409")
    assert not faults, "\n".join(faults)


# The secret of a mailed link goes out of the address into the session, so that no log and no referrer holds it.
HANDED_ON = {(name, "django_session") for name in ("open_sign_up", "account_confirm_email")}


@pytest.mark.parametrize("name", OTHERS)
def test_any_other_page(world: World, name: str) -> None:
    gate, faults, given = gate_of(name), [], arguments(world, "in_force")
    assert gate, f"Write an entry for {name} in tests/security/doors.py"
    given |= {"reference": world.asset.reference} if name.startswith("catalogue:") else {}
    address = OTHERS[name].format(**given)
    before = written()
    for person in ("anonymous", "acquirer", "supplier", "stranger", "staff"):
        for method in ("get", "post"):
            answer = world.ask(person, method, address, NOTHING if method == "post" else None)
            single = gate.anonymous_get if method == "get" else gate.anonymous_post
            expected = (single,) if person == "anonymous" else gate.get if method == "get" else gate.post
            got = SIGN_IN if to_sign_in(answer) else answer.status_code
            if got not in expected and not (got == SIGN_IN and 302 in expected):
                faults.append(f"{person} {method} {address}: {got}, not {expected}")
            if method == "get":
                shown = faults_of(answer, signed_in=person != "anonymous")
                faults += [f"{person} {address}: {fault}" for fault in shown]
                if wrote := [row for row in set(written()) ^ set(before) if (name, row[0]) not in HANDED_ON]:
                    faults.append(f"{person} GET {address} wrote: {wrote}")
        before = written()
    assert not faults, "\n".join(faults)


def test_the_public_pages_are_these(world: World) -> None:
    """The list is exact, so that a page made public by mistake fails here."""
    found = set()
    for name, address in OTHERS.items():
        given = arguments(world, "in_force")
        given |= {"reference": world.asset.reference} if name.startswith("catalogue:") else {}
        if not to_sign_in(world.ask("anonymous", "get", address.format(**given))):
            found.add(name)
    declared = {name for name, gate in GATES.items() if gate.anonymous_get != SIGN_IN}
    assert found == declared, "Only pages that GATES says are public may be: " + ", ".join(sorted(found ^ declared))


def test_a_stranger_cannot_tell_a_data_share_from_none(world: World) -> None:
    real, none = world.shares["negotiating"].reference, "DS-0000-0000"
    there = world.ask("stranger", "get", f"/shares/{real}/")
    nowhere = world.ask("stranger", "get", f"/shares/{none}/")

    assert there.status_code == nowhere.status_code == 404
    assert main_of(there.content) == main_of(nowhere.content)


def main_of(page: bytes) -> str:
    [main] = markup.page(page).xpath("//main")
    return " ".join(main.text_content().split())


@pytest.mark.parametrize("person", ["acquirer", "supplier"])
def test_clauses_and_proposals_of_another_data_share_are_not_found(world: World, person: str) -> None:
    ours, theirs = world.shares["negotiating"], world.shares["signing"]
    given = arguments(world, "negotiating")
    for name in ("clause", "propose", "wordings", "comment", "accept", "reject"):
        address = SHARED[name].format(**given | {"reference": theirs.reference})
        for method in ("get", "post"):
            assert world.ask(person, method, address, NOTHING).status_code in {404, 405, 409}, (name, method)
    assert ours.pk != theirs.pk


def of_admin(world: World, name: str) -> str:
    """Return a URL of the admin with a real key in it."""
    label, _, rest = name.removeprefix("admin:").removeprefix("/admin/").replace("/", "_").partition("_")
    model = apps.all_models.get(label, {}).get(rest.partition("_")[0])
    kept = model._default_manager.first() if model and not model._meta.swapped else None
    return ADMIN[name].format(
        object_id=kept.pk if kept else 1,
        id=world.staff.pk,
        app_label="community",
        url="nowhere",
        content_type_id=1,
        person=world.cast.onlooker.pk,
    )


@pytest.mark.parametrize("person", ["anonymous", "acquirer"])
def test_the_admin_is_for_staff_alone(world: World, person: str) -> None:
    faults = []
    for name in ADMIN:
        here = of_admin(world, name)
        for method in ("get", "post"):
            answer = world.ask(person, method, here, NOTHING if method == "post" else None)
            if answer.status_code != 302:
                faults.append(f"{person} {method} {here}: {answer.status_code}")
    assert not faults, "\n".join(faults)


def test_staff_get_the_admin_and_nothing_in_it_breaks(world: World) -> None:
    got = {here: world.ask("staff", "get", here).status_code for here in (of_admin(world, name) for name in ADMIN)}

    assert {here: status for here, status in got.items() if status not in {200, 302, 403, 404, 405}} == {}
    assert got["/admin/"] == got["/admin/community/user/"] == 200


def test_staff_read_agreements_and_evidence_and_change_none(world: World) -> None:
    faults = []
    for name in ADMIN:
        if not name.startswith("admin:agreements_"):
            continue
        here, makes = of_admin(world, name), name.endswith(("_add", "_delete"))
        for method in ("get", "post"):
            status = world.ask("staff", method, here, NOTHING if method == "post" else None).status_code
            refused = makes or (method == "post" and name.endswith("_change"))
            if (status == 403) != refused and not (method == "post" and name.endswith(("_changelist", "_history"))):
                faults.append(f"staff {method} {here}: {status}")
    assert not faults, "\n".join(faults)


def test_support_staff_are_strangers_to_a_data_share(world: World) -> None:
    share = world.shares["negotiating"]

    assert world.ask("staff", "get", f"/shares/{share.reference}/").status_code == 404
    assert share.title not in world.ask("staff", "get", "/shares/").content.decode()


def test_the_cast_is_whole(world: World) -> None:
    assert SIGNED_IN | {"anonymous"} == set(world.browsers) == EVERYONE
    assert {name for name in world.cast.everyone() if name != "stranger"} == MEMBERS
