"""Forms of the impact assessment."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from django import forms
from django.utils import timezone

from agreements.drafting.library.assessed import AssessedRisk
from agreements.members.seen_form import SeenForm
from agreements.models import Advice, Effect, Likelihood, Remaining, Reply, Severity
from datashare.lib import govuk
from datashare.lib.clock import long_date
from datashare.lib.govuk import Look

EARLIEST: Final = date(2000, 1, 1)
LIKELY = "How likely is the harm{}?"
SEVERE = "How severe would it be for the people concerned{}?"
WITH = ", once the measure is in place"
# Source: the ICO's sample template names these scales and does not define them; the words are the library's.
LIKELIHOODS: Final[Mapping[str, str]] = {
    Likelihood.REMOTE: "It could happen, but we do not expect it.",
    Likelihood.POSSIBLE: "It may well happen at some time.",
    Likelihood.PROBABLE: "We expect it to happen unless we act.",
}
SEVERITIES: Final[Mapping[str, str]] = {
    Severity.MINIMAL: "An inconvenience that people overcome without help.",
    Severity.SIGNIFICANT: "Distress, cost or a lost service that people overcome with difficulty.",
    Severity.SEVERE: "Harm that is serious or cannot be undone.",
}


class AssessRiskForm(SeenForm):
    """What a person judges of one risk: before the measure, the measure, and what remains."""

    likelihood = forms.ChoiceField(label=LIKELY.format(""), choices=Likelihood.choices, widget=forms.RadioSelect)
    severity = forms.ChoiceField(label=SEVERE.format(""), choices=Severity.choices, widget=forms.RadioSelect)
    measure = forms.CharField(
        label="What will be done about it?",
        help_text="Change the measure that we propose so that it says what will be done here.",
        max_length=2000,
        widget=forms.Textarea,
    )
    effect = forms.ChoiceField(label="What does that do to the risk?", choices=Effect.choices, widget=forms.RadioSelect)
    owner = forms.CharField(
        label="Which post makes sure that it is done?",
        help_text="A post and its organisation, not a name. For example, Head of data services, NHS England.",
        max_length=200,
    )
    due = govuk.DateField(
        label="By when?", help_text="Leave it empty if it is in place already.", required=False, earliest=EARLIEST
    )
    is_approved = govuk.YesNoField(label="Has someone with the authority approved the measure?", no="Not yet")
    approved_by = forms.CharField(
        label="Which post approved it?",
        help_text="A post and its organisation, not a name. For example, Director of Data, NHS England.",
        max_length=200,
    )
    likelihood_after = forms.ChoiceField(
        label=LIKELY.format(WITH), choices=Likelihood.choices, widget=forms.RadioSelect
    )
    severity_after = forms.ChoiceField(label=SEVERE.format(WITH), choices=Severity.choices, widget=forms.RadioSelect)
    remaining = forms.ChoiceField(
        label="What risk remains, in your judgement?",
        help_text="We do not work this out for you. Judge it by your two answers above and what you know.",
        choices=Remaining.choices,
        widget=forms.RadioSelect,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    looks = {
        "likelihood": Look(called="how likely the harm is", hints=LIKELIHOODS, small=True),
        "severity": Look(called="how severe it would be", hints=SEVERITIES, small=True),
        "measure": Look(called="what will be done about it", rows=4),
        "effect": Look(called="what the measure does to the risk", small=True),
        "owner": Look(called="which post makes sure that it is done"),
        "due": Look(called="by when"),
        "is_approved": Look(
            called="whether someone has approved the measure", small=True, reveals={"yes": ("approved_by",)}
        ),
        "approved_by": Look(called="which post approved it"),
        "likelihood_after": Look(called="how likely the harm is once the measure is in place", small=True),
        "severity_after": Look(called="how severe it would be once the measure is in place", small=True),
        "remaining": Look(called="what risk remains", small=True),
    }

    def clean(self) -> dict[str, object]:
        """Refuse a remaining risk of none unless the measure eliminates the risk, and any other if it does."""
        cleaned = super().clean()
        if cleaned.get("remaining") == Remaining.NONE and cleaned.get("effect") not in (None, Effect.ELIMINATED):
            self.add_error("remaining", "Select a risk that remains, or say that the measure eliminates the risk")
        if cleaned.get("effect") == Effect.ELIMINATED and cleaned.get("remaining") not in (None, Remaining.NONE):
            self.add_error("remaining", "Select none, or say that the measure reduces the risk")
        return cleaned

    @staticmethod
    def starting(risk: AssessedRisk, revision: int) -> dict[str, object]:
        """Return what the form shows first: the decision that stands; else only the measure that is proposed."""
        decided = risk.decided or risk.earlier
        if decided is None or decided.struck:
            return {"measure": risk.proposed.measure if risk.proposed else "", "revision": revision}
        names = ("source", "harm", "likelihood", "severity", "measure", "effect", "owner", "due", "remaining")
        kept: dict[str, object] = {name: getattr(decided, name) for name in names}
        after = {"likelihood_after": decided.likelihood_after, "severity_after": decided.severity_after}
        approval = {"is_approved": decided.is_approved, "approved_by": decided.approved_by}
        return kept | after | approval | {"revision": revision}


class OwnRiskForm(AssessRiskForm):
    """A risk that people add, in their words."""

    source = forms.CharField(
        label="What could go wrong?",
        help_text="For example, A letter goes to the old address of someone who has moved.",
        max_length=500,
        widget=forms.Textarea,
    )
    harm = forms.CharField(label="Who would be harmed, and how?", max_length=1000, widget=forms.Textarea)

    looks = {
        **AssessRiskForm.looks,
        "source": Look(called="what could go wrong", rows=2),
        "harm": Look(called="who would be harmed, and how", rows=3),
    }
    field_order = ("source", "harm")


class AdviceForm(SeenForm):
    """The advice of a data protection officer."""

    advice = forms.ChoiceField(label="What do you advise?", choices=Advice.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label="Your advice",
        help_text="The other organisations read it. The assessment, the history and the signed agreement show it.",
        max_length=4000,
        widget=forms.Textarea,
    )
    office = forms.CharField(
        label="In which position do you advise?", help_text="For example, Data protection officer.", max_length=200
    )
    about = forms.CharField(widget=forms.HiddenInput, max_length=64)

    looks = {
        "advice": Look(called="what you advise", small=True),
        "words": Look(called="your advice", rows=8),
        "office": Look(called="in which position you advise"),
    }


class AcceptRiskForm(SeenForm):
    """A controller's acceptance of the risk that remains."""

    reply = forms.ChoiceField(
        label="What does your organisation do about this advice?", choices=Reply.choices, widget=forms.RadioSelect
    )
    reasons = forms.CharField(label="Why?", max_length=4000, widget=forms.Textarea)
    answered = govuk.DateField(
        label="When did the Information Commissioner answer your consultation?",
        help_text="A high risk remains. The law requires you to consult the Commissioner before the processing begins. "
        "You can accept the risk once you have the answer.",
        earliest=EARLIEST,
        latest=timezone.localdate,
    )
    consulted = forms.CharField(
        label="What was the answer?",
        help_text="Give its reference, and what it says in a sentence or two.",
        max_length=2000,
        widget=forms.Textarea,
    )
    office = forms.CharField(
        label="In which position do you accept the risk?",
        help_text="For example, Senior information risk owner. You must have the authority to accept it.",
        max_length=200,
    )
    about = forms.CharField(widget=forms.HiddenInput, max_length=64)

    looks = {
        "reply": Look(called="what your organisation does about the advice", reveals={"overruled": ("reasons",)}),
        "reasons": Look(called="why you do not follow the advice", rows=4),
        "answered": Look(called="when the Information Commissioner answered"),
        "consulted": Look(called="what the answer was", rows=4),
        "office": Look(called="in which position you accept the risk"),
    }

    def clean(self) -> dict[str, object]:
        """Join the day of an answer to its words."""
        cleaned = super().clean()
        answered = cleaned.pop("answered", None)
        if isinstance(answered, date) and cleaned.get("consulted"):
            cleaned["consulted"] = f"Answered on {long_date(answered)}. {cleaned['consulted']}"
        return cleaned

    def ask(self, *, is_advised: bool, is_high: bool) -> "AcceptRiskForm":
        """Leave out what does not apply, and return the form."""
        of_a_high_risk = (("answered", is_high), ("consulted", is_high))
        for name, asked in (("reply", is_advised), ("reasons", is_advised), *of_a_high_risk):
            if not asked:
                del self.fields[name]
        return self


class StrikeRiskForm(SeenForm):
    """Why a risk is none here."""

    reason = forms.CharField(
        label="Why is this not a risk here?",
        help_text="The assessment prints this reason.",
        max_length=1000,
        widget=forms.Textarea,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    looks = {"reason": Look(called="why this is not a risk here", rows=4)}
