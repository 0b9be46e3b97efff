"""Invite somebody to a data share; say why something is taken back."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from agreements.states import Role, Skill
from community.models import domain_of
from datashare.lib import govuk
from datashare.lib.addresses import domain_part
from datashare.lib.govuk import Look

# What each role may do, in the words of the page where somebody is invited.
ROLES_IN_WORDS = {
    Role.LEAD: "Speaks for the organisation: decides, invites people, freezes the words for signature.",
    Role.CONTRIBUTOR: "Answers questions, agrees clauses and proposes wording.",
    Role.ADVISER: "Advises on one skill: comments and proposes wording, but does not agree or decide.",
    Role.SIGNATORY: "Signs the agreement for the organisation, or declines.",
    Role.OBSERVER: "Reads everything, changes nothing.",
}


class InviteForm(govuk.Form):
    """Whom to invite, as what."""

    email = govuk.AddressField(label="Their work e-mail address", max_length=254)
    role = forms.ChoiceField(
        label="What are they here for?", choices=[(role.value, role.label) for role in Role], widget=forms.RadioSelect
    )
    skill = forms.ChoiceField(
        label="Which skill?", choices=[(skill.value, skill.label) for skill in Skill], widget=forms.RadioSelect
    )
    office = forms.CharField(
        label="The position they sign as",
        help_text="For example, Director of Data, or Chief Executive.",
        max_length=200,
    )

    def clean_email(self) -> str:
        """Only addresses with which somebody could make an account."""
        email = str(self.cleaned_data["email"])
        if domain_of(email):
            return email
        ask = settings.SUPPORT_EMAIL or "the team that runs this service"
        raise ValidationError(
            f"We do not know {domain_part(email)} as the address of a public body. "
            f"Use their work address, or ask {ask} to add it"
        )

    looks = {
        "email": Look(called="their work e-mail address", width="20"),
        "role": Look(
            called="what they are here for",
            hints={role.value: words for role, words in ROLES_IN_WORDS.items()},
            reveals={Role.ADVISER.value: ("skill",), Role.SIGNATORY.value: ("office",)},
        ),
        "skill": Look(called="which skill"),
        "office": Look(called="the position they sign as"),
    }


class LeadForm(govuk.Form):
    """Who is to lead for an organisation."""

    email = forms.EmailField(
        label="Work e-mail address of the new lead",
        help_text="Someone who has an account here and is known to work for the organisation. It can be your own.",
        max_length=254,
    )

    looks = {"email": Look(called="the work e-mail address of the new lead", width="20")}


class SignatoryForm(govuk.Form):
    """Who is to sign in another's place."""

    email = forms.EmailField(
        label="Work e-mail address of the new signatory",
        help_text="Someone who has an account here and is confirmed as working for your organisation.",
        max_length=254,
    )

    looks = {"email": Look(called="the work e-mail address of the new signatory", width="20")}


class ReasonForm(govuk.Form):
    """A reason, in somebody's own words."""

    reason = forms.CharField(label="Why?", max_length=4000, widget=forms.Textarea)

    looks = {"reason": Look(called="why", rows=5)}
