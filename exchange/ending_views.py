"""Officers close an organisation or merge it into another, after a page that says what will happen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.ending import AlreadyEnded, NotAllowed, may_end
from accounts.models import Organisation
from accounts.permissions import officer_required
from accounts.requests import person
from exchange import endings
from exchange.ending_forms import ReasonForm

LONGEST_WORDS = 120


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation, slug=slug)
    if organisation.state != Organisation.State.ACTIVE:
        return ended_already(request)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            endings.close(organisation=organisation, by=person(request), now=timezone.now(), **form.cleaned_data)
        except AlreadyEnded:
            return ended_already(request)
        except NotAllowed:
            form.add_error(None, not_by_members())
        else:
            messages.success(request, _("%(organisation)s is closed.") % {"organisation": organisation.name})
            return redirect("accounts:organisations-to-check")
    context = {"outlook": endings.outlook(organisation)} | page_of(request, organisation)
    return answer(request, "exchange/organisation_close.html", form, context)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """First another organisation is looked for and chosen, then what will happen is read, then it is done."""
    organisation = get_object_or_404(Organisation, slug=slug)
    if organisation.state != Organisation.State.ACTIVE:
        return ended_already(request)
    chosen = typed(request.POST.get("into", "") or request.GET.get("into", ""))
    into = Organisation.objects.active().exclude(pk=organisation.pk).filter(slug=chosen).first()
    if into is None:
        return choose(request, organisation, is_gone=request.method == "POST" or bool(chosen))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            endings.merge(source=organisation, target=into, by=person(request), now=timezone.now(), **form.cleaned_data)
        except AlreadyEnded:
            return ended_already(request)
        except NotAllowed:
            form.add_error(None, not_by_members())
        else:
            names = {"organisation": organisation.name, "other": into.name}
            messages.success(request, _("%(organisation)s is now part of %(other)s.") % names)
            return redirect(into)
    context = {"outlook": endings.outlook(organisation, into=into), "into": into} | page_of(request, organisation)
    return answer(request, "exchange/organisation_merge.html", form, context)


def choose(request: HttpRequest, organisation: Organisation, *, is_gone: bool) -> HttpResponse:
    words = typed(request.GET.get("q", ""))
    found = endings.candidates(organisation, words)
    context = {"organisation": organisation, "words": words, "found": found, "is_gone": is_gone}
    return render(request, "exchange/organisation_merge_choose.html", context, status=422 if is_gone else 200)


def typed(text: str) -> str:
    return text.replace("\x00", "").strip()[:LONGEST_WORDS]


def page_of(request: HttpRequest, organisation: Organisation) -> dict[str, Any]:
    return {"organisation": organisation, "may_end": may_end(person(request), organisation)}


def answer(request: HttpRequest, template: str, form: ReasonForm, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def ended_already(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("This organisation has been closed or merged already."))
    return redirect("accounts:organisations-to-check")


def not_by_members() -> str:
    return _("You belong to one of the organisations: a colleague has to do this.")
