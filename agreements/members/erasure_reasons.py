"""Why words that name a person are kept after their details are erased."""

from typing import Final

from community.accounts.names_in_tables import Remains

_EVIDENCE: Final = "it proves an agreement (UK GDPR, Article 17(3)(b) and (e))"
_WORDS: Final = "what people wrote there; read it, and ask the lead of the data share where it can be changed"
_WHY: Final = {
    "agreements_signature": _EVIDENCE,
    "agreements_eventdetails": "signatures and who was named to sign prove an agreement; other words are people's own",
    "agreements_wording": "a clause says who leads for the body; where nothing is signed yet, a lead can change it",
    "agreements_frozenwords": f"{_EVIDENCE}; an agreement says who leads for each body",
}


def why_kept(remains: Remains) -> str:
    """Return why this column still names the person, or what to do about it."""
    by_app = {"agreements": _WORDS, "catalogue": "what the publisher of the record wrote; ask them"}
    return _WHY.get(remains.table) or by_app.get(remains.table.partition("_")[0]) or "read it, and change it by hand"
