"""Golden documents: the agreement and the impact assessment of four data shares, whole, as they are drafted today.

Write the files again after a change of the library, and read what changed: `python -m tests.agreements.drafting.golden
--write`. Without `--write`, it prints how the drafts differ from the files.
"""

import difflib
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "datashare.settings")
    os.environ.setdefault("DATASHARE_ENV", "test")
    os.environ.setdefault("DATABASE_URL", "postgres:///none")
    django.setup()

from agreements.answers import StoredAnswers
from agreements.drafting.build import Draft
from agreements.drafting.export import Marking, body, front
from agreements.drafting.facts import Facts
from agreements.drafting.several import draft_for
from agreements.questionnaire.question_sets import CURRENT
from agreements.questionnaire.supplier import question_for
from tests.agreements.drafting import golden_aggregate, golden_monthly, golden_statistics, golden_umbrella

FOLDER: Final = Path(__file__).parent / "golden"
SHARES: Final[Mapping[str, tuple[StoredAnswers, Facts]]] = {
    "aggregate": (golden_aggregate.STORED, golden_aggregate.FACTS),
    "monthly": (golden_monthly.STORED, golden_monthly.FACTS),
    "statistics": (golden_statistics.STORED, golden_statistics.FACTS),
    "umbrella": (golden_umbrella.STORED, golden_umbrella.FACTS),
}
DOCUMENTS: Final = {"mou": "agreement", "dpia": "assessment"}
MARKING: Final = Marking("DRAFT", "", "1", datetime(2026, 11, 30, 9, 0, tzinfo=UTC))


def golden_drafts() -> Iterator[tuple[str, Draft]]:
    """Yield each document with the name of its file; none where no assessment is made."""
    for share, (given, facts) in SHARES.items():
        for document, name in DOCUMENTS.items():
            made = draft_for(document, given, facts, CURRENT.version)
            if made.clauses:
                yield f"{share}-{name}.md", made


def ask(key: str) -> str:
    """Return the words of a question, for the gaps."""
    found = question_for(CURRENT.version, key)
    return found.place.question.ask if found else key


def printed(made: Draft) -> str:
    """Return a document as its Markdown file: its words, with no note of where each clause comes from."""
    return "\n\n".join([*list(front(made, MARKING))[:2], *(part for part in body(made, ask) if part[0] != "*")]) + "\n"


def difference(name: str, made: Draft) -> str:
    """Return how a draft differs from its file, line by line; empty if it does not."""
    path = FOLDER / name
    kept = path.read_text() if path.exists() else ""
    lines = difflib.unified_diff(
        kept.splitlines(), printed(made).splitlines(), f"kept {name}", "drafted now", lineterm=""
    )
    return "\n".join(lines)


def write() -> None:
    """Write every file again, and delete those of documents that are drafted no more."""
    FOLDER.mkdir(exist_ok=True)
    texts = {name: printed(made) for name, made in golden_drafts()}
    for path in FOLDER.glob("*.md"):
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    if "--write" in sys.argv:
        write()
    else:
        sys.stdout.write("\n".join(filter(None, (difference(name, made) for name, made in golden_drafts()))))
