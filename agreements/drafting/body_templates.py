"""Which version of the supplier's template an agreement is drafted from: the one that was current at the sending."""

from collections.abc import Iterable, Sequence
from typing import Final

from agreements.drafting.facts import TemplateFacts
from agreements.models import BodyTemplate, DataShare, Party

# The key of the version in the setting of a round.
TEMPLATE: Final = "template"


def template_of(share: DataShare, parties: Sequence[Party]) -> TemplateFacts | None:
    """Return the headings and wording of the supplier for this share: as of the newest sending, or now before it.

    None where more than one body gives data, or the supplier has no template. Two queries at most.
    """
    body = _one_that_gives(share, parties)
    if body is None:
        return None
    sent = list(share.edition.rounds.order_by("-number").values_list(f"setting__{TEMPLATE}", flat=True)[:1])
    versions = BodyTemplate.objects.published().filter(organisation=body)
    found = next(iter(versions.filter(pk=sent[0] or 0) if sent else versions[:1]), None)
    if found is None or not found.sections:
        return None
    sections = {key: (words["heading"], words["text"]) for key, words in found.sections.items()}
    return TemplateFacts(body=found.name, version=found.version, sections=sections)


def newest_template(share: DataShare, parties: Sequence[Party]) -> int:
    """Return the key of the supplier's newest published version; 0 if there is none. Two queries at most."""
    body = _one_that_gives(share, parties)
    versions = BodyTemplate.objects.published().filter(organisation=body).values_list("pk", flat=True)
    return (versions.first() if body else None) or 0


def _one_that_gives(share: DataShare, parties: Iterable[Party]) -> int | None:
    """Return the only body that gives data; until there is one, the only holder of the records."""
    if share.is_umbrella:
        return None
    bodies = {party.organisation_id for party in parties if party.gives}
    bodies = bodies or set(share.assets.values_list("publisher", flat=True))
    return bodies.pop() if len(bodies) == 1 else None
