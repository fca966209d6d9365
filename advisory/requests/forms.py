"""What people type about a request."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from advisory.models import ExpertProfile, ServiceKind
from advisory.request_models import LONGEST
from catalog.forms.fields import INVALID_CHOICE, Day, Money, Text
from catalog.forms.files import SeveralFiles, SeveralFilesInput, check_file, refusal_text
from catalog.uploads import ENDINGS, TYPE_NAMES, CheckedFile, UploadRefused
from cooperation.forms import CleanTextarea
from cooperation.pipeline.forms import RoomForm

MOST_FILES = 10
NOT_BEFORE_TODAY = _("Please choose a day from today on.")


class FutureDay(Day):
    """A day that has not passed."""

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(NOT_BEFORE_TODAY)
        return day


class AskForm(forms.Form):
    """A new request."""

    use_required_attribute = False
    organisation = forms.ModelChoiceField(
        label=_("For which organisation"), queryset=Organisation.objects.none(),
        error_messages={"invalid_choice": INVALID_CHOICE},
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Service"), choices=ServiceKind.choices, widget=forms.RadioSelect)
    title = Text(label=_("In one line"), max_length=160)
    text = Text(
        label=_("What you need"), max_length=LONGEST, lines=8,
        help_text=_(
            "The question to be answered, what you have already, and what the result is for. No phone numbers."
        ),
    )  # fmt: skip
    wished_on = FutureDay(label=_("Wished deadline"), required=False)
    hides_name = forms.BooleanField(
        label=_("Do not name us to experts who are only asked for an offer"), required=False,
        help_text=_("They read the text; our name, the listing and the cooperation are shown to the one you choose."),
    )  # fmt: skip

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=[each.pk for each in organisations])  # type: ignore[attr-defined]
        if len(organisations) == 1:
            field.initial, field.widget = organisations[0].pk, forms.HiddenInput()


class InviteForm(RoomForm):
    """Whom the officer asks."""

    name = "invite"
    experts = forms.ModelMultipleChoiceField(
        label=_("Ask for offers"), queryset=ExpertProfile.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one."), "invalid_choice": INVALID_CHOICE},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        public = ExpertProfile.objects.public(timezone.localdate()).order_by("sort_key", "pk")
        self.fields["experts"].queryset = public  # type: ignore[attr-defined]


class OfferForm(RoomForm):
    """Conflicts of interest are asked for first; price and time come after."""

    name = "offer"
    has_conflict = forms.ChoiceField(
        label=_("Does anything bind you to those concerned?"), widget=forms.RadioSelect,
        choices=[("no", _("Nothing: no share, office, contract or family tie")), ("yes", _("Yes, namely:"))],
        error_messages={"required": _("Please answer this question first.")},
    )  # fmt: skip
    conflicts = CleanTextarea(
        label=_("What binds you"), max_length=LONGEST, required=False, rows=2,
        help_text=_("The organisation and the connection point read it and decide."),
    )  # fmt: skip
    price = Money(label=_("Price"), help_text=_("All in all, for example 45 million."))
    days = forms.IntegerField(
        label=_("Days"), min_value=1, max_value=730, help_text=_("Calendar days from the choice.")
    )
    note = CleanTextarea(label=_("How you would go about it"), max_length=LONGEST, required=False, rows=4)

    def clean_price(self) -> int:
        price: int | None = self.cleaned_data["price"]
        if price is None:
            raise forms.ValidationError(_("Please fill in this field."))
        return price

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("has_conflict") == "yes" and not cleaned.get("conflicts"):
            self.add_error("conflicts", _("Please say what binds you."))
        return cleaned

    def details(self) -> dict[str, Any]:
        """The offer itself; without a conflict nothing is kept of what stood in the field."""
        values = {name: self.cleaned_data[name] for name in ("price", "days", "note")}
        return {
            **values,
            "conflicts": self.cleaned_data["conflicts"] if self.cleaned_data["has_conflict"] == "yes" else "",
        }


class DeclineForm(RoomForm):
    name = "decline"
    note = CleanTextarea(label=_("Why not"), max_length=LONGEST, rows=2)


class DeadlineForm(RoomForm):
    name = "deadline"
    to_date = FutureDay(label=_("New deadline"))
    note = CleanTextarea(label=_("Reason"), max_length=LONGEST, rows=2)


class AnyFiles(SeveralFiles):
    """Several files, or none."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        return super().clean(data, initial) if any(data or []) else []


class DeliverForm(RoomForm):
    """What is handed in."""

    name = "deliver"
    text = CleanTextarea(label=_("Result in words"), max_length=LONGEST, rows=6)
    files = AnyFiles(  # type: ignore[assignment]
        label=_("Files"), required=False, help_text=TYPE_NAMES,
        widget=SeveralFilesInput(attrs={"accept": ",".join(ENDINGS)}),
    )  # fmt: skip

    def clean_files(self) -> list[CheckedFile]:
        checked: list[CheckedFile] = []
        for file in self.cleaned_data["files"]:
            try:
                checked.append(check_file(file))
            except UploadRefused as refusal:
                self.add_error("files", f"{file.name}: {refusal_text(refusal)}")
        if len(checked) > MOST_FILES:
            raise forms.ValidationError(_("At most %(most)s files at once."), params={"most": MOST_FILES})
        return checked


class ReturnForm(RoomForm):
    name = "return"
    note = CleanTextarea(label=_("What is missing"), max_length=LONGEST, rows=3)
    to_date = FutureDay(label=_("New deadline"))


class WithdrawForm(RoomForm):
    name = "withdraw"
    note = CleanTextarea(label=_("Reason"), max_length=LONGEST, rows=2)


class RefuseForm(WithdrawForm):
    name = "refuse"
    note = CleanTextarea(
        label=_("Reason"), max_length=LONGEST, rows=3, help_text=_("The organisation reads it: who else could help?")
    )


class RateForm(RoomForm):
    name = "rate"
    stars = forms.TypedChoiceField(
        label=_("How was it?"), coerce=int, widget=forms.RadioSelect,
        choices=[
            (5, _("5 – very good")), (4, _("4 – good")), (3, _("3 – fair")), (2, _("2 – poor")), (1, _("1 – bad")),
        ],
    )  # fmt: skip
    words = CleanTextarea(label=_("In words"), max_length=LONGEST, required=False, rows=3)
