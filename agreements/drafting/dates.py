"""Dates in the answers that cannot both hold."""

from agreements.drafting.values import as_text
from agreements.questionnaire.shape import Answers
from agreements.questionnaire.words import day, part


def wanted_too_early(answers: Answers) -> str:
    """Return in words that the data is wanted before the supplier's earliest date; empty if it is not."""
    wanted, earliest = (day(found) for found in (answers.get("needed_by"), part(answers.get("s_effort"), "earliest")))
    if not (wanted and earliest and wanted < earliest):
        return ""
    says = f"the data is wanted by {as_text(wanted)}, and the supplier can deliver from {as_text(earliest)}"
    return f"{says[0].upper()}{says[1:]} at the earliest."
