"""The registration of a contract: which case it is, what the law wants of it, the certificate; 404 to others."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.requests import person
from catalog.forms.fields import Day, Text
from cooperation.filing.trying import attempt
from cooperation.models import Cooperation
from cooperation.papers import registering
from cooperation.pipeline.room_pages import reader_of
from cooperation.pipeline.room_views import find, side_of
from cooperation.registration_models import TransferCase


class RegistrationForm(forms.Form):
    """The case, with what the law wants of each beside it, and the certificate once there is one."""

    case = forms.ChoiceField(
        label=gettext_lazy("Which case is the contract?"), choices=TransferCase, widget=forms.RadioSelect
    )
    number = Text(
        label=gettext_lazy("Number of the certificate"), max_length=60, is_counted=False, required=False,
        help_text=gettext_lazy("Leave it and the day empty until there is a certificate."),
    )  # fmt: skip
    issued_on = Day(label=gettext_lazy("Issued on"), required=False)
    use_required_attribute = False

    def __init__(self, *args: Any, signed_on: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].option_hints = {  # type: ignore[attr-defined]
            code: registering.sentence(duty, signed_on=signed_on) for code, duty in registering.duties().items()
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        number, issued_on = values.get("number"), values.get("issued_on")
        if number and not issued_on and "issued_on" not in self.errors:
            self.add_error("issued_on", _("Please enter the day of the certificate too."))
        if issued_on and not number:
            self.add_error("number", _("Please enter the number of the certificate too."))
        if issued_on and issued_on > timezone.localdate():
            self.add_error("issued_on", _("A certificate that was issued has a day up to today."))
        return values


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: HttpRequest, reference: str) -> HttpResponse:
    """What is recorded about it; posted to, a case or certificate is recorded."""
    cooperation = find(request, reference)
    reader = reader_of(cooperation, person(request))
    newest, signed_on = cooperation.registrations.last(), signed(cooperation)
    initial = {"case": newest.case, "number": newest.number, "issued_on": newest.issued_on} if newest else None
    form = RegistrationForm(request.POST or None, initial=initial, signed_on=signed_on)
    if request.method == "POST" and form.is_valid() and attempt(
        form,
        lambda: registering.register(
            cooperation=cooperation, side=side_of(request, cooperation), by=reader.user, now=timezone.now(),
            **form.cleaned_data,
        ),
        reasons={},
    ):  # fmt: skip
        messages.success(request, _("Recorded. Both sides have been told."))
        return redirect(f"{cooperation.get_absolute_url()}#registration")
    duty = registering.duties()[newest.case] if newest else None
    context = {
        "cooperation": cooperation,
        "newest": newest,
        "sentence": registering.sentence(duty, signed_on=signed_on) if duty else "",
        "form": form if form.errors or (cooperation.is_running and reader.may_write) else None,
    }
    return render(request, "cooperation/room/registration.html", context, status=422 if form.errors else 200)


def signed(cooperation: Cooperation) -> date | None:
    """The day on which the contract in force was signed."""
    found = cooperation.papers.filter(kind="contract", replaced_at=None, agreed_at__isnull=False)
    return found.values_list("signed_on", flat=True).first()
