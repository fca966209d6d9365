"""Forms of sign-up, settings, contact and organisations. (Sign-in forms are in `entrance_forms`.)"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts import consent
from accounts.fields import LineField, NameField, PhoneField
from accounts.models import Consent, Language, User


def terms_label() -> str:
    return format_html(
        gettext(
            "I accept the <a href='{terms}'>terms of participation</a> and have read the"
            " <a href='{privacy}'>privacy notice</a>."
        ),
        terms=reverse("accounts:site-text", args=["terms"]),
        privacy=reverse("accounts:site-text", args=["privacy"]),
    )


class SignUpForm(forms.Form):
    """What sign-up asks beyond address and password; allauth derives its own form from this one."""

    full_name = NameField(label=_("Full name"))
    language = forms.ChoiceField(label=_("Language of letters"), choices=Language, widget=forms.RadioSelect)
    terms = forms.BooleanField(label=lazy(terms_label, str)())
    suggestions = forms.BooleanField(label=consent.WORDINGS[Consent.Purpose.SUGGESTIONS], required=False)
    contact = forms.BooleanField(label=consent.WORDINGS[Consent.Purpose.CONTACT], required=False)

    field_order = ["full_name", "email", "password1", "language", "terms", "suggestions", "contact"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = (get_language() or "vi")[:2]

    def signup(self, request: HttpRequest, user: User) -> None:  # noqa: ARG002
        """Store the person's name and language, and each choice with the text it was made on."""
        user.full_name = self.cleaned_data["full_name"]
        user.language = self.cleaned_data["language"]
        user.save(update_fields=["full_name", "language"])
        now = timezone.now()
        for purpose in (Consent.Purpose.TERMS, Consent.Purpose.SUGGESTIONS, Consent.Purpose.CONTACT):
            if self.cleaned_data[purpose]:
                consent.give(user=user, purpose=purpose, now=now)


class SettingsForm(forms.Form):
    """One's name, how to be reached, and which letters one wants."""

    full_name = NameField(label=_("Full name"))
    title = LineField(
        label=_("Title or position"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    phone = PhoneField(label=_("Phone"), required=False, help_text=_("Shown to partners only with your consent."))
    language = forms.ChoiceField(label=_("Language of letters"), choices=Language, widget=forms.RadioSelect)
    quiet_hours = forms.ChoiceField(
        label=_("When letters may come"),
        choices=User.QuietHours,
        widget=forms.RadioSelect,
        required=False,
        help_text=_(
            "Vietnam time. Letters about suggestions and watched searches wait; answers to what you have done come at"
            " once."
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        initial = {name: getattr(user, name) for name in self.base_fields}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.user = user

    def clean_quiet_hours(self) -> str:
        return self.cleaned_data["quiet_hours"] or self.user.quiet_hours

    def save(self) -> None:
        for name, value in self.cleaned_data.items():
            setattr(self.user, name, value)
        self.user.save(update_fields=list(self.cleaned_data))


class ConsentForm(forms.Form):
    """The choices somebody may change at any time; boxes show what is agreed to at present."""

    suggestions = forms.BooleanField(label=consent.WORDINGS[Consent.Purpose.SUGGESTIONS], required=False)
    suggestion_mail = forms.ChoiceField(label=_("How often"), widget=forms.RadioSelect, required=False)
    letters_per_week = forms.TypedChoiceField(
        label=_("At most, in seven days"),
        choices=User.WeeklyLetters,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("The best ones come first; the others stay on the page “For you”."),
    )
    events = forms.BooleanField(label=consent.WORDINGS[Consent.Purpose.EVENTS], required=False)
    gaps = forms.BooleanField(
        label=consent.WORDINGS[Consent.Purpose.GAPS],
        required=False,
        help_text=_("You choose the fields on the page of unmet needs."),
    )
    contact = forms.BooleanField(label=consent.WORDINGS[Consent.Purpose.CONTACT], required=False)

    PURPOSES = (Consent.Purpose.SUGGESTIONS, Consent.Purpose.EVENTS, Consent.Purpose.GAPS, Consent.Purpose.CONTACT)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        self.given = consent.given_purposes(user)
        frequencies = [choice for choice in User.SuggestionMail.choices if choice[0] != User.SuggestionMail.NEVER]
        wanted = user.suggestion_mail
        if wanted == User.SuggestionMail.NEVER:
            wanted = User.SuggestionMail.AT_ONCE
        initial: dict[str, object] = {purpose: purpose in self.given for purpose in self.PURPOSES}
        paces = {"suggestion_mail": wanted, "letters_per_week": user.letters_per_week}
        super().__init__(*args, **{"initial": {**initial, **paces}, **kwargs})
        self.fields["suggestion_mail"].choices = frequencies  # type: ignore[attr-defined]

    def save(self, *, now: datetime) -> None:
        """Record only what changed."""
        with transaction.atomic():
            for purpose in self.PURPOSES:
                wanted = self.cleaned_data[purpose]
                if wanted != (purpose in self.given):
                    change = consent.give if wanted else consent.withdraw
                    change(user=self.user, purpose=purpose, now=now)
            frequency = self.cleaned_data["suggestion_mail"]
            if self.cleaned_data["suggestions"] and frequency:
                consent.set_suggestion_mail(self.user, frequency)
            most = self.cleaned_data["letters_per_week"]
            if self.cleaned_data["suggestions"] and most is not None:
                consent.set_letters_per_week(self.user, most)


class ContactForm(forms.Form):
    """A message to the connection point."""

    name = NameField(label=_("Full name"))
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    message = forms.CharField(
        label=_("Message"), min_length=10, max_length=3000, widget=forms.Textarea(attrs={"rows": 8})
    )


class SiteTextForm(forms.Form):
    """A new version of a text, in both languages."""

    body_vi = forms.CharField(
        label=_("Text (Vietnamese)"), max_length=40_000, widget=forms.Textarea(attrs={"rows": 18, "lang": "vi"})
    )
    body_en = forms.CharField(
        label=_("Text (English)"), max_length=40_000, widget=forms.Textarea(attrs={"rows": 18, "lang": "en"})
    )
