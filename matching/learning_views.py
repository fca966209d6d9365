"""Learning the weights from answers: where it stands, what it found, and whether a manager takes it over."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import manager_required, officer_required
from accounts.requests import person
from matching.learning_pages import OBSTACLES, compared, standing
from matching.models import Refit
from matching.refitting import NotBetter, NotDone, TooFewAnswers, comparison_of, take_over, want_refit
from matching.weight_forms import TakeOverForm
from matching.weight_views import superseded
from matching.weights import Superseded, Unchanged


@officer_required
@require_safe
def learning(request: HttpRequest) -> HttpResponse:
    return page(request)


def page(request: HttpRequest, form: TakeOverForm | None = None, *, status: int = 200) -> HttpResponse:
    """How many answers there are, the latest refit, and its comparison if it is done."""
    context = standing()
    done = context["done"]
    if done is not None:
        answers = comparison_of(done).learnt_from
        form = form or TakeOverForm(initial={"reason": _("Learnt from %(count)s answers") % {"count": answers}})
        context |= {"comparison": compared(done), "form": form}
    return render(request, "matching/learning.html", context, status=status)


@manager_required
@require_POST
def refit(request: HttpRequest) -> HttpResponse:
    """Ask for a refit; a job does it within seconds."""
    try:
        want_refit(by=person(request), now=timezone.now())
    except TooFewAnswers:
        messages.error(request, _("There are too few answers to learn from yet."))
    else:
        messages.success(request, _("The weights are being learnt. Please reload this page in a moment."))
    return redirect("matching:learning")


@manager_required
@require_POST
def refit_take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Put learnt weights in force; refused by whatever says that they are not better."""
    found = get_object_or_404(Refit, pk=pk)
    form = TakeOverForm(request.POST)
    if not form.is_valid():
        return page(request, form, status=422)
    try:
        stored = take_over(refit=found, note=form.cleaned_data["reason"], by=person(request), now=timezone.now())
    except NotDone:
        messages.error(request, _("There is no result to take over."))
        return redirect("matching:learning")
    except NotBetter as error:
        form.add_error(None, OBSTACLES[str(error)])
    except Superseded as error:
        form.add_error(None, superseded(error.current))
    except Unchanged:
        form.add_error(None, _("These are the weights in force already: nothing differs."))
    else:
        messages.success(
            request,
            _("Version %(version)s is in force. The listings are matched anew in the background.")
            % {"version": stored.version},
        )
        return redirect("matching:weights")
    return page(request, form, status=409)
