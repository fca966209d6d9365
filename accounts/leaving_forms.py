"""What somebody decides who leaves an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.membership import colleagues, is_last_owner, successors
from accounts.models import Membership, User

if TYPE_CHECKING:
    MemberChoice = forms.ModelChoiceField[Membership]
else:
    MemberChoice = forms.ModelChoiceField


class MemberField(MemberChoice):
    """Another member, by name and role."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Membership.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user.full_name} – {obj.get_role_display()}"


class LeaveForm(forms.Form):
    """Who becomes owner, where nobody else is, and who takes over one's listings."""

    use_required_attribute = False
    new_owner = MemberField(
        label=_("Who becomes owner of the organisation?"),
        help_text=_("You are its only owner. Whoever you choose is told by e-mail."),
    )
    successor = MemberField(
        label=_("Who takes over your listings?"),
        help_text=_("The new contact person is told by e-mail."),
        required=False,
        empty_label=_("An owner"),
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = successors(membership)  # type: ignore[attr-defined]
        is_last = is_last_owner(membership)
        self.is_stuck = is_last and not colleagues(membership).exists()
        self.fields["new_owner"].queryset = colleagues(membership)  # type: ignore[attr-defined]
        if not is_last:
            del self.fields["new_owner"]

    def chosen(self) -> dict[str, User | None]:
        return {name: found.user if found else None for name, found in self.cleaned_data.items()}
