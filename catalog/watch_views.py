"""Pages of watched searches: one's own, what each has found, and the links of its letters."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import person
from catalog import watch_letters, watching
from catalog.forms.watch import NewWatchForm, WatchForm
from catalog.models import Watch
from catalog.watch_wording import describe, title_of

PER_PAGE = 24
LONGEST = 8_192


@dataclass(frozen=True, slots=True)
class Row:
    """A watch as the list shows it."""

    watch: Watch
    words: list[str]
    title: str
    fresh: int
    found: int
    form: WatchForm


@login_required
@require_safe
def watch_list(request: HttpRequest) -> HttpResponse:
    """One's watched searches, with the number of listings found since one last looked."""
    return list_page(request)


def list_page(request: HttpRequest, answered: WatchForm | None = None) -> HttpResponse:
    rows = rows_of(request, answered)
    context = {"rows": rows, "most": watching.MOST_WATCHES}
    return render(request, "catalog/watch/list.html", context, status=422 if answered else 200)


def rows_of(request: HttpRequest, answered: WatchForm | None) -> list[Row]:
    today = timezone.localdate()
    public = Q(hits__listing__state="published", hits__listing__valid_until__gte=today)
    watches = list(
        Watch.objects.of(person(request)).annotate(
            found=Count("hits", filter=public),
            fresh=Count("hits", filter=public & Q(hits__found_at__gt=F("looked_at"))),
        )
    )
    rows = []
    for watch, words in zip(watches, describe(watches), strict=True):
        form = WatchForm(watch=watch)
        if answered is not None and answered.prefix == form.prefix:
            form = answered
        fresh, found = watch.fresh, watch.found  # type: ignore[attr-defined]
        rows.append(Row(watch, words, title_of(watch, words), fresh, found, form))
    return rows


@login_required
@require_safe
def watch_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What a watch has found, the newest first; new is what was found since one last looked."""
    watch = get_object_or_404(Watch.objects.of(person(request)), pk=pk)
    [words] = describe([watch])
    hits = (
        watch.hits.public().order_by("-found_at", "-listing__published_at", "-pk").select_related("listing__province")
    )
    page = Paginator(hits, PER_PAGE).get_page(request.GET.get("page"))
    title = title_of(watch, words)
    context = {
        "watch": watch,
        "words": words,
        "title": title,
        "trail": [{"label": _("Watched searches"), "url": reverse("catalog:watch-list")}, {"label": title}],
        "new_mark": [{"icon": "bell", "text": _("New")}],
        "page": page,
        "cards": [(hit.listing, hit.found_at > watch.looked_at) for hit in page.object_list],
    }
    response = render(request, "catalog/watch/detail.html", context)
    if request.method == "GET":
        watching.look(watch=watch, now=timezone.now())
    return response


@require_POST
def watch_create(request: HttpRequest) -> HttpResponse:
    """Watch the search of a results page; who is signed out meanwhile comes back to it."""
    form, listings = NewWatchForm(request.POST), reverse("catalog:listing-list")
    try:
        address = watching.canonical(request.POST.get("address", "")[:LONGEST])
        results = f"{listings}?{address}" if address else listings
        if not request.user.is_authenticated:
            return redirect_to_login(results, reverse("account_login"))
        if not form.is_valid():
            messages.error(request, _("Please choose how often you want to be told."))
            return redirect(results)
        rhythm = form.cleaned_data["rhythm"]
        watching.save_watch(owner=person(request), address=address, rhythm=rhythm, now=timezone.now())
    except watching.WatchingError as error:
        messages.error(request, sentence(error))
        return redirect("catalog:watch-list" if request.user.is_authenticated else "catalog:listing-list")
    messages.success(request, _("You watch this search now. New listings appear here."))
    return redirect("catalog:watch-list")


def sentence(error: watching.WatchingError) -> str:
    """Why a search is not watched, and what to do."""
    if isinstance(error, watching.TooMany):
        return _("You watch %(most)s searches, which is the most possible. Please delete one first.") % {
            "most": watching.MOST_WATCHES
        }
    return _("This search has too many filters to be watched. Please take some away.")


@login_required
@require_POST
def watch_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name or rhythm, or a pause."""
    watch = get_object_or_404(Watch.objects.of(person(request)), pk=pk)
    form = WatchForm(request.POST, watch=watch)
    if not form.is_valid():
        return list_page(request, form)
    watching.change(watch=watch, **form.cleaned_data)
    messages.success(request, _("The watched search is saved."))
    return redirect("catalog:watch-list")


@login_required
@require_POST
def watch_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Gone with what it has found; a second time changes nothing."""
    watching.delete(watch=get_object_or_404(Watch.objects.of(person(request)), pk=pk))
    messages.success(request, _("You no longer watch this search."))
    return redirect("catalog:watch-list")


# The token is the authority: mail programmes post here without cookies (RFC 8058).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def watch_stop(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button; only POST ends the letters, because mail scanners follow links."""
    try:
        user, watch_id = watch_letters.read_token(token)
    except watch_letters.BadToken:
        return render(request, "accounts/unsubscribe_bad.html", status=404)
    done = request.method == "POST"
    if done:
        watching.stop_letters(owner=user, watch_id=watch_id)
    return render(request, "catalog/watch/stop.html", {"one": watch_id is not None, "done": done})
