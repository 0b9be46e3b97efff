"""Where a page stands in its section, in words."""

from agreements.questionnaire.journey import Journey
from agreements.questionnaire.shape import Step


def position_of(journey: Journey, step: Step) -> str:
    """Return "Question 3 of 9 in “The data”": a page that asks several questions counts once."""
    section = journey.question_set.section_of[step.slug]
    slugs = [other.slug for other in journey.steps() if journey.question_set.section_of[other.slug] is section]
    place = slugs.index(step.slug) + 1 if step.slug in slugs else 1
    return f"Question {place} of {max(len(slugs), 1)} in “{section.title}”"
