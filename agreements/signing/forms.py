"""Confirmations by a lead before the words are frozen, and by a signatory before they sign."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property

from agreements.models import Member, Party
from agreements.signing.actions import SignatureStanding
from agreements.signing.freezing import acquirer_first
from agreements.signing.joining_later import CoreSet
from community.accounts.reauthenticated_form import ProvedForm
from datashare.lib import govuk
from datashare.lib.govuk import Look
from datashare.lib.phrases import listed

_STEP: Final = "step_{}"
ANY: Final = ("any", "In any order")
GIVEN: Final = ("given", "The acquirer first, then the supplier")
GIVEN_OF_SEVERAL: Final = ("given", "The acquirer first, then the suppliers")


class FreezeForm(govuk.Form):
    """The order of signing, and the lead's confirmation of having read what is published.

    `entry` is the digest of the public entry as it stands; the confirmation counts for no other. Where more than two
    people sign, the lead may choose who signs in which step.
    """

    order = forms.ChoiceField(
        label="In which order must people sign?",
        choices=[ANY, GIVEN],
        initial="any",
        widget=forms.RadioSelect,
    )

    entry = forms.CharField(max_length=64, widget=forms.HiddenInput)
    entry_read = forms.BooleanField(label="I have read the public entry. It does not name anyone and can be published")

    looks = {
        "order": Look(called="in which order people must sign"),
        "entry_read": Look(called="that you have read the public entry"),
    }

    def __init__(
        self,
        data: Any = None,
        *,
        entry: str,
        signatories: Sequence[Member] = (),
        optional: Sequence[Party] = (),
        fault_in_core: Callable[[frozenset[int]], str] = lambda chosen: "",
        suggested: tuple[str, str] = ("any", ""),
        **options: Any,
    ) -> None:
        given = data.get("entry", "") if data else ""
        if data is not None:
            data = data.copy()
            data["entry"] = entry
        super().__init__(data, **options)
        self.is_stale = bool(given) and given != entry
        self.fields["entry"].initial = entry
        self.fields["order"].initial, self.fields["order"].help_text = suggested
        self.fields["entry_read"].error_messages["required"] = "Confirm that you have read the public entry"
        self.signatories = signatories
        if len(signatories) > 2:
            self._offer_steps()
        self.optional, self._fault_in_core = optional, fault_in_core
        if optional:
            self._offer_core()
        self.order_fields(["order", "force", "entry", "entry_read"])

    def _offer_core(self) -> None:
        """Offer not to wait for those parties without which there can be an agreement."""
        always = dict.fromkeys(str(member.party) for member in self.signatories if member.party not in self.optional)
        self.fields["force"] = forms.ChoiceField(
            label="When does the agreement come into force?",
            choices=[("all", "When everyone has signed"), ("core", "On a date, even if not everyone has signed")],
            initial="all",
            widget=forms.RadioSelect,
            error_messages={"required": "Select when the agreement comes into force"},
        )
        self.fields["core"] = forms.MultipleChoiceField(
            label="Which of these organisations must sign?",
            help_text=f"{listed(always)} must sign in any case.",
            choices=[(str(party.pk), str(party)) for party in self.optional],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["core_by"] = govuk.DateField(
            label="Until which day does the agreement wait for everyone?",
            help_text="After this day it comes into force as soon as all who must sign have signed. "
            "The agreement does not bind the others.",
            earliest=lambda: timezone.localdate() + timedelta(days=1),
            error_messages={"required": "Enter the day until which the agreement waits for everyone"},
        )
        looks = {
            "force": Look(called="when the agreement comes into force", reveals={"core": ("core", "core_by")}),
            "core": Look(called="which of these organisations must sign"),
            "core_by": Look(called="the day until which the agreement waits for everyone"),
        }
        self.looks = {**self.looks, **looks}  # type: ignore[misc]  # only where some need not sign

    def clean_core(self) -> frozenset[int]:
        """Refuse a set that leaves no one out, or that has no agreement by itself."""
        chosen = frozenset(int(key) for key in self.cleaned_data["core"])
        if len(chosen) == len(self.optional):
            raise forms.ValidationError("Select fewer organisations, or “When everyone has signed”")
        if fault := self._fault_in_core(chosen):
            raise forms.ValidationError(fault)
        return chosen

    @property
    def core_set(self) -> CoreSet | None:
        """Without whom the agreement may come into force, and when; None if it waits for everyone."""
        given = self.cleaned_data
        return CoreSet(given["core"], given["core_by"]) if given.get("force") == "core" else None

    def _sides_in_order(self) -> list[tuple[str, str]]:
        """Return the orders that name no one: common rules have no sides."""
        if any(member.party.in_rules for member in self.signatories):
            return [ANY]
        return [ANY, GIVEN_OF_SEVERAL if len({member.party_id for member in self.signatories}) > 2 else GIVEN]

    def _offer_steps(self) -> None:
        """Offer an order of the lead's own: a step for each signatory, as early as it can be."""
        order = self.fields["order"]
        assert isinstance(order, forms.ChoiceField)  # noqa: S101 (declared above)
        order.choices = [*self._sides_in_order(), ("chosen", "In an order that you choose")]
        names = [_STEP.format(member.pk) for member in self.signatories]
        for name, member in zip(names, self.signatories, strict=True):
            self.fields[name] = forms.TypedChoiceField(
                label=f"{member.office or 'Signatory'}, {member.party} ({member})",
                choices=[(step, f"Step {step}") for step in range(1, len(names) + 1)],
                coerce=int,
                empty_value=None,
                initial=1,
            )
        hint = "People in the same step can sign in any order. Those in a later step wait for all earlier steps."
        look = Look(called=FreezeForm.looks["order"].called, hints={"chosen": hint}, reveals={"chosen": tuple(names)})
        self.looks = {**FreezeForm.looks, "order": look}  # type: ignore[misc]  # each has its own signatories

    @cached_property
    def ranks(self) -> dict[int, int]:
        """Who signs after whom, by the key of the member; empty for any order."""
        match self.cleaned_data["order"]:
            case "given":
                return acquirer_first(self.signatories)
            case "chosen":
                return {member.pk: self.cleaned_data[_STEP.format(member.pk)] for member in self.signatories}
        return {}

    def clean_entry_read(self) -> bool:
        if self.is_stale:
            raise forms.ValidationError("The public entry has changed. Read it again, then confirm")
        return bool(self.cleaned_data["entry_read"])


class JoinsLaterForm(govuk.Form):
    """The party that is late, and why the agreement need not wait for it."""

    late = forms.TypedChoiceField(label="Which organisation is late?", widget=forms.RadioSelect, coerce=int)
    reason = forms.CharField(label="Why should the agreement not wait for it?", max_length=4000, widget=forms.Textarea)

    looks = {
        "late": Look(called="which organisation is late"),
        "reason": Look(called="why the agreement should not wait for it", rows=5),
    }

    def __init__(self, data: Any = None, *, parties: Sequence[Party]) -> None:
        super().__init__(data)
        self.parties = {party.pk: party for party in parties}
        late = self.fields["late"]
        assert isinstance(late, forms.ChoiceField)  # noqa: S101 (declared above)
        late.choices = [(key, str(party)) for key, party in self.parties.items()]

    @property
    def party(self) -> Party:
        return self.parties[self.cleaned_data["late"]]


class SignForm(ProvedForm):
    """Two statements, and re-authentication."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    read = forms.BooleanField(label="I have read the whole of this document")
    authority = forms.BooleanField(label="I have the authority to sign it for my organisation")

    looks = {
        "read": Look(called="that you have read the whole document"),
        "authority": Look(called="that you have the authority to sign for your organisation"),
        **ProvedForm.looks,
    }
    nothing_done = "You have not signed"

    def __init__(self, data: Any = None, *, signs_for: str = "", **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["authority"].label = f"I have the authority to sign it for {signs_for or 'my organisation'}"
        self.fields["read"].error_messages["required"] = "Confirm that you have read the whole document"
        self.fields["authority"].error_messages["required"] = (
            "Confirm that you have the authority to sign for your organisation"
        )


class SignatoryForm(govuk.Form):
    """The new signatory in another's place; where the party still has several to sign, in whose."""

    place = forms.TypedChoiceField(label="Whose place do they take?", widget=forms.RadioSelect, coerce=int)

    email = forms.EmailField(
        label="Work email address of the new signatory",
        help_text="They must have an account, and your organisation must have confirmed that they work there.",
        max_length=254,
    )

    looks = {
        "place": Look(called="whose place they take"),
        "email": Look(called="the work email address of the new signatory", width="20"),
    }

    def __init__(self, data: Any = None, *, standing: Sequence[SignatureStanding]) -> None:
        super().__init__(data)
        self.standing = standing
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)  # noqa: S101 (declared above)
        place.choices = [(row.required.place, _position(row)) for row in standing]
        place.initial = next((row.required.place for row in standing if row.is_vacant), None)
        if len(standing) == 1:
            del self.fields["place"]

    @property
    def chosen(self) -> int:
        """The place of the signature in whose position the person is named."""
        return self.cleaned_data["place"] if "place" in self.fields else self.standing[0].required.place


class DelegateForm(ProvedForm):
    """Who signs in one's place, and why; and re-authentication."""

    email = forms.EmailField(
        label="Work email address of the person who will sign",
        help_text="They must have an account, and your organisation must have confirmed that they work there.",
        max_length=254,
    )
    reason = forms.CharField(
        label="Why will they sign in your place?",
        help_text="For example, your scheme of delegation lets them sign. Everyone in this data share can read it.",
        max_length=4000,
        widget=forms.Textarea,
    )

    looks = {
        "email": Look(called="the work email address of the person who will sign", width="20"),
        "reason": Look(called="why they will sign in your place", rows=5),
        **ProvedForm.looks,
    }
    nothing_done = "You have asked no one"


def _position(row: SignatureStanding) -> str:
    return f"{row.required.signatory}, {row.required.office}{' (can no longer sign)' if row.is_vacant else ''}"
