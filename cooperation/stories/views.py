"""The story of a cooperation as those in its room work on it; everything answers 404 to who takes no part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import officer_required
from accounts.requests import person
from cooperation.models import Cooperation, OutcomeReport, SuccessStory
from cooperation.outcomes.presenting import facts_of
from cooperation.outcomes.views import seen_in
from cooperation.pipeline.forms import RoomForm
from cooperation.pipeline.room_pages import Reader, reader_of
from cooperation.pipeline.room_rows import rooms_for
from cooperation.pipeline.stages import CooperationError, NotAllowed
from cooperation.stage_choices import PARTIES, Side
from cooperation.stories import telling
from cooperation.stories.forms import ConsentForm, StoryForm

NOT_DONE: dict[type[CooperationError], str | Promise] = {
    NotAllowed: gettext_lazy("Only those who look after one of the two sides, or the officer, may do this."),
    telling.NoReport: gettext_lazy("A story needs a verified report on production or impact."),
    telling.StoryChanged: gettext_lazy("The text has changed meanwhile. Please read it once more; nothing was done."),
    telling.ConsentMissing: gettext_lazy("Both organisations have to agree to this text first. Nothing was published."),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """The story with who agrees to it; POST writes it."""
    cooperation, reader, report = find(request, reference)
    if request.method != "POST":
        return page(request, cooperation, reader, report)
    form = StoryForm(request.POST, report=report)
    done = _("The story is saved. Both organisations are asked to agree to this text.")
    values = {"values": form.cleaned_data, "seen": seen_in(request)} if form.is_valid() else {}
    return act(request, form, telling.write, done, found=(cooperation, reader, report), side=reader.side, **values)


@login_required
@require_POST
def agree(request: HttpRequest, reference: str) -> HttpResponse:
    found = find(request, reference)
    done = _("Your organisation agrees to this text.")
    return act(
        request, ConsentForm(request.POST), telling.agree, done, found=found, side=found[1].side, seen=seen_in(request)
    )


@login_required
@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    found = find(request, reference)
    done = _("Your organisation agrees no more. The story is not public.")
    return act(request, RoomForm({}), telling.withdraw, done, found=found, side=found[1].side)


@officer_required
@require_POST
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    done = _("The story is public. Both sides have been told.")
    return act(
        request, RoomForm({}), telling.publish, done, found=find(request, reference), seen=seen_in(request)
    )  # fmt: skip


@officer_required
@require_POST
def take_down(request: HttpRequest, reference: str) -> HttpResponse:
    return act(request, RoomForm({}), telling.take_down, _("The story is not public."), found=find(request, reference))


def act(
    request: HttpRequest, form: RoomForm, work: Callable[..., Any], done: str, *,
    found: tuple[Cooperation, Reader, OutcomeReport], **values: Any,
) -> HttpResponse:  # fmt: skip
    """One domain call; whatever goes wrong, what was typed stays on the page."""
    cooperation, reader, report = found
    if not form.is_valid():
        return page(request, cooperation, reader, report, returned=form)
    try:
        work(cooperation=cooperation, by=person(request), now=timezone.now(), **values)
    except CooperationError as error:
        form.add_error(None, str(NOT_DONE[type(error)]))
        return page(request, cooperation, reader, report, returned=form)
    messages.success(request, done)
    return redirect("cooperation:story-edit", cooperation.reference)


def page(
    request: HttpRequest, cooperation: Cooperation, reader: Reader, report: OutcomeReport, *,
    returned: RoomForm | None = None,
) -> HttpResponse:  # fmt: skip
    story = SuccessStory.objects.select_related("report").filter(cooperation=cooperation).first()
    consents = story.consents.standing().filter(version=story.version) if story else []
    agreed = {consent.side: consent.at for consent in consents}
    forms: list[RoomForm] = []
    if reader.may_write:
        initial = {name: getattr(story, name) for name in telling.WRITTEN} if story else None
        forms.append(StoryForm(initial=initial, report=report))
        if reader.side in PARTIES and story is not None and reader.side not in agreed:
            forms.append(ConsentForm())
    context = {
        "cooperation": cooperation,
        "reader": reader,
        "story": story,
        "version": story.version if story else 0,
        "facts": facts_of(story.report, story.figures) if story else [],
        "sides": [
            {"side": side.value, "name": cooperation.organisation_of(side).name, "at": agreed.get(side.value)}
            for side in PARTIES
        ],
        "all_agree": len(agreed) == len(PARTIES),
        "is_public": story is not None and SuccessStory.objects.public().filter(pk=story.pk).exists(),
        "agrees": reader.may_write and reader.side in agreed,
        "forms": {form.name: returned if returned and returned.name == form.name else form for form in forms},
        "returned": returned,
    }
    return render(request, "cooperation/stories/edit.html", context, status=422 if returned else 200)


def find(request: HttpRequest, reference: str) -> tuple[Cooperation, Reader, OutcomeReport]:
    """A room that the person takes part in, with the report that its story tells of."""
    cooperation = get_object_or_404(rooms_for(request.user), reference=reference)
    reader, report = reader_of(cooperation, person(request)), telling.report_for(cooperation)
    if reader.is_guest or report is None or not (set(reader.sides) & {*PARTIES, Side.OFFICER}):
        raise Http404
    return cooperation, reader, report
