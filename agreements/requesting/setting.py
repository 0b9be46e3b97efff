"""What is sent with a round besides its answers: the common rules that it stands under, and who gives data to whom."""

from typing import Any

from agreements.models import DataShare
from agreements.requesting.grid import grid_of
from agreements.requesting.under_rules import rules_in_words


def setting_of(share: DataShare) -> dict[str, Any]:
    """Return the setting of a request as it stands, in words: no flows where only the one that asks receives."""
    flows = grid_of(share).named() if share.parties.receiving_too().exists() else []
    said = [f"{giver} gives data to {receiver}" for giver, receiver in flows]
    return {"rules": rules_in_words(share.edition.rules), "flows": said}
