"""Forms about an incident: what is known, when an organisation became aware, whom it told, and how it was closed."""

import re
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.models import Addressee, Harm, IncidentAwareness
from datashare.lib import govuk
from datashare.lib.clock import long_datetime
from datashare.lib.govuk import Look

LONGEST = 4000
MOST = 10**12
_TIME: Final = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE)
NAME_NO_ONE: Final = "Do not name anyone whom the data is about, and copy no data here."


def _words(label: str, hint: str = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST, widget=forms.Textarea, required=required)


def _about(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST)


def _time(label: str) -> forms.CharField:
    return forms.CharField(label=label, help_text="For example, 9:30am or 14:05.", max_length=10)


def time_of(typed: str) -> time:
    """Return a time typed as 9:30am or 14:05. Raise ValidationError for one that there is not."""
    match = _TIME.fullmatch(typed.strip())
    hour, minute, half = match.groups() if match else ("99", None, None)
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half.lower() == "pm" else 0) if 1 <= hours <= 12 else 99
    elif minute is None:
        hours = 99
    try:
        return time(hours, int(minute or 0))
    except ValueError as problem:
        raise ValidationError("Enter a time, like 9:30am or 14:05") from problem


class MomentForm(govuk.Form):
    """A form that asks for a day and a time in the United Kingdom: `day` and `clock`, together `moment`."""

    day: str = "aware_on"
    clock: str = "aware_time"

    def clean(self) -> dict[str, Any]:
        """Refuse a time that there is not, and one to come."""
        given = super().clean() or self.cleaned_data
        typed = given.get(self.clock)
        if typed:
            try:
                given[self.clock] = time_of(typed)
            except ValidationError as problem:
                self.add_error(self.clock, problem)
        if (moment := self.moment) and moment > timezone.now():
            self.add_error(self.clock, "The time must be in the past")
        return given

    @property
    def moment(self) -> datetime | None:
        """The moment that was entered; None without a day or a time."""
        on = self.cleaned_data.get(self.day)
        at = self.cleaned_data.get(self.clock) if self.clock in self.fields else time.min
        if on is None or not isinstance(at, time):
            return None
        return timezone.make_aware(datetime.combine(on, at)).astimezone(UTC)


class IncidentForm(MomentForm):
    """What is known of an incident; its fields are those of Incident that people fill, and when they became aware."""

    aware_on = govuk.DateField(
        label="On which day did your organisation become aware of it?", latest=timezone.localdate
    )
    aware_time = _time("At what time?")
    happened_from = govuk.DateField(label="When did it happen, or begin?", latest=timezone.localdate)
    happened_to = govuk.DateField(
        label="When did it stop? (optional)",
        help_text="Leave this empty if it was one day, or still goes on.",
        latest=timezone.localdate,
        required=False,
    )
    harms = forms.MultipleChoiceField(
        label="What was lost?",
        help_text="Select all that apply.",
        choices=Harm.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    nature = _words("What happened?", NAME_NO_ONE)
    deliveries = _words("Which deliveries or copies is it about? (optional)", "Give numbers or labels.", required=False)
    people = _words("Which kinds of people are affected?", "For example, tenants of one borough. Name no one.")
    people_count = _about("About how many people? (optional)")
    record_count = _about("About how many records? (optional)")
    contact = forms.CharField(
        label="Who can say more?",
        help_text="The data protection officer or a team, with an email address or a telephone number.",
        max_length=300,
    )
    consequences = _words("What are the likely consequences for people?")
    measures = _words("What has been done about it, and what do you propose?")
    looks = {
        "aware_on": Look(called="the day on which your organisation became aware of it"),
        "aware_time": Look(called="the time at which your organisation became aware of it", width="10"),
        "happened_from": Look(called="the day on which it happened or began"),
        "happened_to": Look(called="the day on which it stopped"),
        "harms": Look(called="what was lost"),
        "nature": Look(called="what happened"),
        "deliveries": Look(called="which deliveries or copies it is about", rows=2),
        "people": Look(called="which kinds of people are affected", rows=2),
        "people_count": Look(called="the number of people", width="10"),
        "record_count": Look(called="the number of records", width="10"),
        "contact": Look(called="who can say more"),
        "consequences": Look(called="the likely consequences", rows=4),
        "measures": Look(called="what has been done and what you propose", rows=4),
    }
    # The headings of the page, and the fields under each.
    groups: ClassVar[dict[str, tuple[str, ...]]] = {
        "When": ("aware_on", "aware_time", "happened_from", "happened_to"),
        "What happened": ("harms", "nature", "deliveries"),
        "Who is affected": ("people", "people_count", "record_count", "consequences"),
        "What is done": ("measures", "contact"),
    }

    def clean_happened_to(self) -> date | None:
        """Refuse an end before the beginning."""
        began: date | None = self.cleaned_data.get("happened_from")
        ended: date | None = self.cleaned_data["happened_to"]
        if began and ended and ended < began:
            raise ValidationError("The day on which it stopped must be after the day on which it began")
        return ended

    @property
    def given(self) -> dict[str, Any]:
        """The fields of the incident."""
        left_out = {self.day, self.clock}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}


class AwareForm(MomentForm):
    aware_on = govuk.DateField(
        label="On which day did your organisation become aware of the incident?",
        help_text="The day on which it was reasonably certain that there was an incident with personal data.",
        latest=timezone.localdate,
    )
    aware_time = _time("At what time?")
    how = _words("How did it become aware? (optional)", required=False)
    looks = {
        "aware_on": Look(called="the day on which your organisation became aware"),
        "aware_time": Look(called="the time at which your organisation became aware", width="10"),
        "how": Look(called="how it became aware", rows=3),
    }

    def __init__(self, data: Any = None, *, before: IncidentAwareness | None) -> None:
        """Ask when the organisation became aware, or, with the row `before`, for its correction."""
        self.before = before
        self.was = was = timezone.localtime(before.aware_at).replace(second=0, microsecond=0) if before else None
        super().__init__(data, initial={"aware_on": was.date(), "aware_time": f"{was:%H:%M}"} if was else None)
        if before:
            how = self.fields["how"]
            how.label = "Why was the earlier time wrong?"

    def clean(self) -> dict[str, Any]:
        """Refuse a correction without a reason, and one that changes no time; what is sent twice is the same."""
        given, before = super().clean(), self.before
        if before is None or "how" in self.errors:
            return given
        how = given.get("how") or ""
        same = self.moment == self.was
        if same and how == before.how:
            return given
        if not how:
            self.add_error("how", "Enter why the earlier time was wrong")
        if same:
            recorded = long_datetime(before.aware_at)
            self.add_error("aware_time", f"The time must be different from the one recorded, {recorded}")
        return given


_TOLD, _NOT_TOLD = "told", "not_told"


class ToldForm(MomentForm):
    """Whether the ICO, or the people affected, were told; `aware` is when the organisation became aware."""

    day = "told_on"
    clock = "told_time"

    decision = forms.ChoiceField(label="Whether", choices=(), widget=forms.RadioSelect)
    told_on = govuk.DateField(label="On which day?", latest=timezone.localdate)
    told_time = _time("At what time?")
    reference = forms.CharField(label="The reference that the ICO gave (optional)", max_length=100, required=False)
    what_told = _words("What were they told, and how?")
    why_late = _words("Why did it take more than 72 hours? (optional)", required=False)
    why_not = _words("Why not?")
    looks = {
        "decision": Look(
            called="whether they were told",
            reveals={
                _TOLD: ("told_on", "told_time", "reference", "what_told", "why_late"),
                _NOT_TOLD: ("why_not",),
            },
        ),
        "told_on": Look(called="the day on which they were told"),
        "told_time": Look(called="the time at which they were told", width="10"),
        "reference": Look(called="the reference", width="20"),
        "what_told": Look(called="what they were told and how", rows=3),
        "why_late": Look(called="why it took more than 72 hours", rows=3),
        "why_not": Look(called="why not", rows=4),
    }

    def __init__(self, data: Any = None, *, addressee: Addressee, aware: IncidentAwareness, **options: Any) -> None:
        super().__init__(data, **options)
        self.addressee, self.aware = addressee, aware
        of_ico = addressee == Addressee.ICO
        who = "the Information Commissioner’s Office (ICO)" if of_ico else "the people affected"
        decision, why_not = self.fields["decision"], self.fields["why_not"]
        decision.label = f"Did your organisation tell {who} of the incident?"
        decision.choices = [(_TOLD, "Yes, it told them"), (_NOT_TOLD, "No, it decided not to")]  # type: ignore[attr-defined]
        decision.widget.choices = decision.choices  # type: ignore[attr-defined]
        why_not.help_text = _WHY_NOT[addressee]
        if of_ico:
            self.fields["why_late"].help_text = f"If it was told after {long_datetime(aware.tell_by)}."
        else:
            for name in ("told_time", "reference", "why_late"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Refuse a time before the organisation became aware, and a late one without the reason."""
        given = super().clean()
        moment = self.moment
        if moment is None or self.addressee != Addressee.ICO:
            return given
        if moment < self.aware.aware_at:
            self.add_error("told_time", f"The time must be after {long_datetime(self.aware.aware_at)}")
        elif moment > self.aware.tell_by and not given.get("why_late"):
            self.add_error("why_late", "Enter why it took more than 72 hours")
        return given

    @property
    def given(self) -> dict[str, Any]:
        """The fields of the decision."""
        cleaned = self.cleaned_data
        if cleaned["decision"] == _NOT_TOLD:
            return {"told_at": None, "words": cleaned["why_not"]}
        more = {name: cleaned.get(name) or "" for name in ("reference", "why_late")}
        return {"told_at": self.moment, "words": cleaned["what_told"], **more}


_WHY_NOT: Final = {
    Addressee.ICO: "It need not be told if a risk to people’s rights and freedoms is unlikely, or if your organisation "
    "is not a controller of this data. Say why that is so.",
    Addressee.PEOPLE: "They need not be told if a high risk to them is unlikely, if the data cannot be read, if later "
    "steps removed the high risk, or if it takes too much effort and the public is told instead. Say which, and why.",
}


class MoreForm(govuk.Form):
    words = _words("What is known now?", NAME_NO_ONE)
    looks = {"words": Look(called="what is known now", rows=6)}


class ContainForm(govuk.Form):
    words = _words("How was the incident contained?", "For example, access ended, copies recovered or deleted.")
    looks = {"words": Look(called="how the incident was contained", rows=6)}


class JointRecordForm(govuk.Form):
    """Its fields are those of JointRecord that people fill."""

    happened = _words("What happened?", NAME_NO_ONE)
    cause = _words("Why did it happen?")
    changes = _words("What will each organisation change?", "Name the organisation, what it changes and by when.")
    looks = {
        "happened": Look(called="what happened"),
        "cause": Look(called="why it happened"),
        "changes": Look(called="what each organisation will change"),
    }


class RecordAnswerForm(govuk.Form):
    decision = forms.ChoiceField(
        label="Does your organisation agree with this record?",
        choices=[("agree", "Yes, agree with it"), ("return", "No, return it")],
        widget=forms.RadioSelect,
    )
    reason = _words("What is wrong or missing?", "Everyone in this data share reads this.")
    looks = {
        "decision": Look(called="whether your organisation agrees with this record", reveals={"return": ("reason",)}),
        "reason": Look(called="what is wrong or missing", rows=4),
    }
