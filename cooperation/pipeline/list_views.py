"""A member's cooperations, the officers' list, and a cooperation that an officer opens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import officer_required
from accounts.requests import person
from catalog.review_pages import due_by
from cooperation.models import Cooperation
from cooperation.pipeline import plan, starting
from cooperation.pipeline.listing import ALL, GROUPS, MINE, UNASSIGNED, listed, numbers, own
from cooperation.pipeline.stages import NotAllowed
from cooperation.pipeline.start_form import StartForm
from cooperation.pipeline.wording import turn

PER_PAGE = 25


@login_required
@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    """The cooperations of one's organisations, with what is next and whose turn it is."""
    found = own(person(request))
    page = paged(request, found)
    return render(request, "cooperation/room/own_list.html", {"page": page, "rows": rows_of(page)})


@officer_required
@require_safe
def followed(request: HttpRequest) -> HttpResponse:
    """What officers follow, the longest overdue first."""
    officer, today = person(request), timezone.localdate()
    counts = numbers(officer, today=today)
    group = request.GET.get("group", "")
    if group not in GROUPS:
        group = MINE if counts[MINE] else ALL
    page = paged(request, listed(group, officer=officer, today=today), count=counts[group])
    address = reverse("cooperation:followed")
    tabs = [
        {"label": label, "url": f"{address}?group={each}", "current": each == group, "count": counts[each]}
        for each, label in GROUPS.items()
    ]
    context = {"page": page, "rows": rows_of(page), "tabs": tabs, "is_unassigned": group == UNASSIGNED}
    return render(request, "cooperation/room/followed.html", context)


def paged(request: HttpRequest, found: Any, *, count: int | None = None) -> Page[Cooperation]:
    """A page of the list; `count` where it is known already."""
    paginator = Paginator(found, PER_PAGE)
    if count is not None:
        paginator.count = count
    return paginator.get_page(request.GET.get("page", "1")[:9])


def rows_of(page: Page[Cooperation]) -> list[dict[str, Any]]:
    today = timezone.localdate()
    rows = []
    for cooperation in page.object_list:
        stage = next(iter(cooperation.under_way), None) if cooperation.is_running else None  # type: ignore[attr-defined]
        owed_on = cooperation.owed_on if cooperation.is_running else None  # type: ignore[attr-defined]
        rows.append(
            {
                "cooperation": cooperation,
                "stage": stage,
                "turn": turn(awaited_of(stage)) if stage else "",
                "due": due_by(stage.due_on, today=today) if stage else None,
                "owed": due_by(owed_on, today=today) if owed_on and owed_on < today else None,
            }
        )
    return rows


def awaited_of(stage: Any) -> tuple[str, ...]:
    """Whose turn it is, from what was said, as the list brought it along."""
    return plan.awaited([(each["side"], each["says"]) for each in stage.spoken], begins=stage.begins)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Open a cooperation for two organisations that met without the portal."""
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = starting.start_by_officer(by=person(request), now=timezone.now(), **form.cleaned_data)
        except starting.AlreadyRunning as error:
            messages.info(request, _("These two listings have a cooperation already: here it is."))
            return redirect(error.cooperation)
        except starting.SameSide:
            form.add_error("offer_side", _("Please choose another organisation: nobody cooperates with itself."))
        except NotAllowed:
            form.add_error(None, _("Another officer has to open a cooperation of your own organisation."))
        else:
            messages.success(request, _("The cooperation has begun. Both sides have been told."))
            return redirect(made)
    return render(request, "cooperation/room/start.html", {"form": form}, status=422 if form.errors else 200)
