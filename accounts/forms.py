"""Forms of sign-up, settings, contact and organisations. (Sign-in forms are in `entrance_forms`.)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts import consent
from accounts.fields import LineField
from accounts.models import Consent, Language, User

if TYPE_CHECKING:
    _Base = forms.Form
else:
    _Base = forms.Form


def terms_label() -> str:
    from django.urls import reverse

    return format_html(
        gettext('I accept the <a href="{terms}">terms of participation</a> and have read the <a href="{privacy}">privacy notice</a>.'),
        terms=reverse("accounts:site-text", args=["terms"]),
        privacy=reverse("accounts:site-text", args=["privacy"]),
    )


class SignUpForm(_Base):
    """What sign-up asks beyond address and password; allauth derives its own form from this one."""

    full_name = LineField(label=_("Full name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language of letters"), choices=Language, widget=forms.RadioSelect)
    terms = forms.BooleanField(label=lazy(terms_label, str)())
    suggestions = forms.BooleanField(label=consent.WORDINGS[Consent.Purpose.SUGGESTIONS], required=False)
    contact = forms.BooleanField(label=consent.WORDINGS[Consent.Purpose.CONTACT], required=False)

    field_order = ["full_name", "email", "password1", "language", "terms", "suggestions", "contact"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = (get_language() or "vi")[:2]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Store the person's name and language, and each choice with the text it was made on."""
        user.full_name = self.cleaned_data["full_name"]
        user.language = self.cleaned_data["language"]
        user.save(update_fields=["full_name", "language"])
        now = timezone.now()
        for purpose in (Consent.Purpose.TERMS, Consent.Purpose.SUGGESTIONS, Consent.Purpose.CONTACT):
            if self.cleaned_data[purpose]:
                consent.give(user=user, purpose=purpose, now=now)
