"""Answers the triage as a user does, page after page."""

from collections.abc import Mapping

from catalogue.models import DataAsset
from community.models import User
from tests.support.visiting import Visitor

# Answers after which a data sharing agreement is needed.
NEEDED = {
    "tri_public": "no",
    "tri_aggregate": "not_considered",
    "tri_processor": "no",
    "tri_personal": "yes",
    "tri_kind": "repeat",
}
PLACES = {
    "tri_public": "already-public",
    "tri_aggregate": "figures-only",
    "tri_processor": "instructions-only",
    "tri_existing": "already-covered",
    "tri_personal": "about-people",
    "tri_kind": "how-often",
}


def asked(user: User, asset: DataAsset, answers: Mapping[str, str]) -> Visitor:
    """Return a visitor who has answered these questions of the triage."""
    visitor = Visitor(user)
    visitor.post("ask", asset.reference)
    for key, slug in PLACES.items():
        if key in answers:
            visitor.post("triage_step", asset.reference, slug, **{key: answers[key]})
    return visitor
