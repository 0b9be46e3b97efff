"""Dates in the answers that cannot both hold."""

from agreements.drafting.values import as_text
from agreements.questionnaire.shape import Answers
from agreements.questionnaire.words import day, part


def wanted_too_early(answers: Answers) -> str:
    """Return in words that the data is wanted before the supplier's earliest date; empty if it is not."""
    wanted, earliest = (day(found) for found in (answers.get("needed_by"), part(answers.get("s_effort"), "earliest")))
    if not (wanted and earliest and wanted < earliest):
        return ""
    needed = f"The acquirer needs the data by {as_text(wanted)}."
    return f"{needed} The supplier cannot deliver it before {as_text(earliest)}."
