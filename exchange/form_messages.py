"""What forms say about wrong input, in one voice: Django's own, allauth's and the administration's forms included."""

from __future__ import annotations

from django.core.validators import EmailValidator, MaxLengthValidator, MinLengthValidator
from django.forms import Field
from django.utils.translation import gettext_lazy as _


def put_in_force() -> None:
    """Replace the defaults; a field's own messages stand."""
    Field.default_error_messages["required"] = _("Please fill in this field.")
    MinLengthValidator.message = _("Please write at least %(limit_value)s characters; there are now %(show_value)s.")
    MaxLengthValidator.message = _(
        "Please shorten to %(limit_value)s characters or fewer; there are now %(show_value)s."
    )
    EmailValidator.message = _("Please enter an e-mail address, for example ten@example.vn.")
