"""Work with a form and a file: done, or the reason on the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.storing import StoreFull
from cooperation.filing.keeping import TooMany
from cooperation.pipeline.room_views import sentence
from cooperation.pipeline.stages import CooperationError

Reasons = Mapping[type[Exception], str | Promise]
TOO_MANY = _("No more documents or versions can be added here. Please ask the officer.")
STORE_FULL = _("The file could not be stored. Please try again later, or tell the connection point.")


def attempt(form: forms.Form, work: Callable[[], object], *, reasons: Reasons) -> bool:
    """Whether it was done; a refusal that `reasons` do not name is said as the room says it."""
    known: Reasons = {TooMany: TOO_MANY, **reasons}
    try:
        work()
    except StoreFull:
        form.add_error(None, str(STORE_FULL))
    except CooperationError as error:
        form.add_error(None, str(known.get(type(error)) or sentence(error)))
    else:
        return True
    return False
