"""A section's heading and its number."""

import pytest

from agreements.wording.headings import section_of, section_title


@pytest.mark.parametrize(
    ("number", "heading", "title"),
    [
        ("3", "Purpose and benefits", "3 Purpose and benefits"),
        ("7", "Schedules and precedence", "7 Schedules and precedence"),
        ("A", "Annex A: data specification", "Annex A: data specification"),
        ("S1", "Schedule 1: parties", "Schedule 1: parties"),
    ],
)
def test_annex_and_schedule_have_their_number_once(number: str, heading: str, title: str) -> None:
    assert section_title(number, heading) == section_of(f"{number}.2", heading) == title


def test_mark_follows_the_number_alone() -> None:
    assert section_title("3", "Purpose", mark=".") == "3. Purpose"
    assert section_title("S2", "Schedule 2: flows", mark=".") == "Schedule 2: flows"
