"""The form for a period with a first and a last day."""

from typing import Any, ClassVar

from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.words import Json, Words, day, part
from datashare.lib import clock


class SpanForm(StepForm):
    """A page whose question `span` has the date fields `…__start` and `…__end`."""

    span: ClassVar[str]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get(f"{self.span}__start"), cleaned.get(f"{self.span}__end")
        if start and end and end < start:
            self.add_error(f"{self.span}__end", f"The end date must be the same as or after {clock.long_date(start)}")
        return cleaned

    @classmethod
    def words(cls, key: str, value: Json) -> Words:
        if key != cls.span:
            return super().words(key, value)
        start, end = (clock.long_date(day(part(value, name))) for name in ("start", "end"))
        if start and end:
            return Words((f"{start} to {end}",))
        return Words((f"From {start}" if start else f"Until {end}",) if start or end else ())
