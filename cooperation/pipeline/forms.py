"""What people type in a room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalog.forms.fields import Day, Money
from cooperation.forms import CleanTextarea, reason_choices
from cooperation.pipeline_models import LONGEST, LONGEST_MESSAGE
from cooperation.stage_choices import CooperationKind, Says


class RoomForm(forms.Form):
    """A form of a room: several stand on one page, so that each has ids of its own."""

    use_required_attribute = False
    name = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.name}-%s")
        super().__init__(*args, **kwargs)


class StateForm(RoomForm):
    """What one says about the current stage, and what shows it."""

    name = "state"
    says = forms.ChoiceField(
        label=_("How does this stage stand?"),
        choices=[(Says.DONE, _("It is done")), (Says.SKIP, _("It is not needed"))],
        widget=forms.RadioSelect,
        initial=Says.DONE,
    )
    note = CleanTextarea(
        label=_("Evidence or reason"),
        help_text=_("What shows that it is done, with date and number; or why it is not needed. Both sides read it."),
        max_length=LONGEST,
        required=False,
        rows=3,
    )


class DateForm(RoomForm):
    """Another deadline, with a reason."""

    name = "date"
    to_date = Day(label=_("New deadline"))
    reason = CleanTextarea(label=_("Reason"), max_length=LONGEST, rows=2)


class MessageForm(RoomForm):
    """A message to everybody, or a note for one's own side."""

    name = "message"
    text = CleanTextarea(label=_("Write a message"), max_length=LONGEST_MESSAGE, rows=4)
    is_note = forms.BooleanField(
        label=_("Only for our side"), help_text=_("A note that the other side does not see."), required=False
    )


class GuestMessageForm(RoomForm):
    """An invited expert writes to everybody."""

    name = "message"
    text = CleanTextarea(label=_("Write a message"), max_length=LONGEST_MESSAGE, rows=4)


class CloseForm(RoomForm):
    """Why the cooperation ends without result."""

    name = "close"
    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    note = CleanTextarea(label=_("Remark"), max_length=LONGEST, required=False, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = reason_choices()  # type: ignore[attr-defined]


class ReasonForm(RoomForm):
    """A reason alone: for opening again, taking up again, and what an officer tried."""

    name = "reason"
    note = CleanTextarea(label=_("Reason"), max_length=LONGEST, rows=3)


class ContactForm(ReasonForm):
    """What the officer tried where a cooperation stands still."""

    name = "contact"
    note = CleanTextarea(
        label=_("What you tried"),
        help_text=_("Whom you asked, how, and what was answered. Only officers read it."),
        max_length=LONGEST,
        rows=3,
    )


class DescribeForm(RoomForm):
    """The kind and value of a cooperation."""

    name = "describe"
    kind = forms.ChoiceField(
        label=_("Kind of cooperation"), choices=[("", _("Not settled yet")), *CooperationKind.choices], required=False
    )
    value = Money(label=_("Value"), help_text=_("For example 450 million or 1.5 billion."), required=False)


class GuestForm(RoomForm):
    """Which expert the officer invites."""

    name = "guest"
    email = forms.EmailField(
        label=_("Expert’s e-mail address"), help_text=_("The address with which the expert signs in."), max_length=254
    )

    def clean_email(self) -> User:
        found = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("Nobody signs in with this address."))
        return found


class OfficerForm(RoomForm):
    """To whom a manager gives a cooperation."""

    name = "officer"
    officer = forms.ModelChoiceField(
        label=_("Officer"),
        queryset=User.objects.filter(is_active=True, role__in=[User.Role.OFFICER, User.Role.MANAGER]).order_by(
            "full_name", "pk"
        ),
    )
