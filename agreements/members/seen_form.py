"""The form of something that people see while they decide: it sends back what they saw."""

from django.http import QueryDict

from agreements.evidence.frozen import flaw_in
from datashare.lib import govuk
from datashare.lib.placeholders import flaw_of


class SeenForm(govuk.Form):
    """A form that says in a hidden field what the person saw when they filled it in."""

    def clean(self) -> dict[str, object]:
        """Refuse words that no one could sign as shown, or that say nothing, where they are typed."""
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        for name, words in list(cleaned.items()):
            if isinstance(words, str) and (flaw := flaw_in(words) or flaw_of(words)):
                self.add_error(name, flaw)
        return cleaned

    def put_on(self, field: str, seen: str) -> None:
        """Put what was typed on top of what stands now."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed[field] = seen
        self.data = typed
