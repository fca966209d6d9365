"""The shortlist as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Prefetch, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.active import active_organisation
from accounts.models import User
from accounts.requests import person
from catalog.forms.notes import NoteForm
from catalog.models import Kind, Listing, SavedListing, SavedNote, State
from catalog.shortlist_models import SavedListingQuerySet

PER_PAGE = 20
SORTS: dict[str, Any] = {
    "saved": ["-saved_at", "-pk"],
    "noted": [F("noted_at").desc(nulls_last=True), "-saved_at", "-pk"],
    "expiring": [F("listing__valid_until").asc(nulls_last=True), "-pk"],
}
SORT_LABELS = {
    "saved": gettext_lazy("Last saved first"),
    "noted": gettext_lazy("Latest note first"),
    "expiring": gettext_lazy("Expiring soonest"),
}
#: States that everybody may know of a listing that was public once; the others say only that it is not public.
TELLING = (State.PAUSED, State.EXPIRED, State.WITHDRAWN, State.FULFILLED, State.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Entry:
    """A saved listing with its notes; of one that the reader may no longer see, only reference and state."""

    saved: SavedListing
    notes: list[SavedNote]
    is_visible: bool
    is_own: bool
    form: NoteForm

    @property
    def state(self) -> str:
        """The code of the state that may be told."""
        listing = self.saved.listing
        if listing.state == State.PUBLISHED:
            return State.EXPIRED
        return listing.state if listing.state in TELLING else ""

    @property
    def state_in_words(self) -> str:
        return str(State(self.state).label) if self.state else _("No longer public")


def shortlist_page(request: HttpRequest, *, noted: int = 0, form: NoteForm | None = None) -> HttpResponse:
    """The list of the organisation one acts for; the entry whose note was refused keeps what was written."""
    user, asked = person(request), request.POST if request.method == "POST" else request.GET
    held = SavedListing.objects.held_by(user=user, organisation=active_organisation(request))
    kind, sort = choices_in(asked)
    page = page_of(held.kept(), kind=kind, sort=sort, number=asked.get("page"))
    context = {
        "page": page,
        "entries": entries_of(list(page.object_list), user=user, noted=noted, form=form),
        "tabs": tabs(held.kept(), kind=kind, sort=sort),
        "kind": kind,
        "sort": sort,
        "orders": list(SORT_LABELS.items()),
        "removed": removed_in(request, held),
        "form": form,
    }
    return render(request, "catalog/shortlist/page.html", context, status=422 if form else 200)


def choices_in(asked: QueryDict) -> tuple[str, str]:
    """Kind and order that an address or a form names; unknown words count as none."""
    kind, sort = asked.get("kind", ""), asked.get("sort", "")
    return kind if kind in Kind.values else "", sort if sort in SORTS else "saved"


def page_of(saved: SavedListingQuerySet, *, kind: str, sort: str, number: str | None) -> Page[SavedListing]:
    chosen = saved.filter(listing__kind=kind) if kind else saved
    cards = chosen.with_last_note().order_by(*SORTS[sort]).select_related("saved_by")
    cards = cards.prefetch_related(
        Prefetch("listing", Listing.objects.for_cards()),
        Prefetch("notes", SavedNote.objects.select_related("author")),
    )
    return Paginator(cards, PER_PAGE).get_page(number)


def entries_of(saved: list[SavedListing], *, user: User, noted: int, form: NoteForm | None) -> list[Entry]:
    pks = [each.listing_id for each in saved]
    visible = set(Listing.objects.visible_to(user).filter(pk__in=pks).values_list("pk", flat=True))
    return [
        Entry(
            saved=each,
            notes=list(each.notes.all()),
            is_visible=each.listing_id in visible,
            is_own=each.user_id is not None,
            form=form if form and each.pk == noted else NoteForm(auto_id=f"id_note_{each.pk}_%s"),
        )
        for each in saved
    ]


def tabs(saved: SavedListingQuerySet, *, kind: str, sort: str) -> list[dict[str, Any]]:
    """All, offers and needs, each with how many there are."""
    counts = saved.aggregate(
        all=Count("pk"),
        offer=Count("pk", filter=Q(listing__kind="offer")),
        need=Count("pk", filter=Q(listing__kind="need")),
    )
    labels = (("", _("All")), ("offer", _("Technology offers")), ("need", _("Technology needs")))
    return [
        {"label": label, "url": address(kind=key, sort=sort), "current": key == kind, "count": counts[key or "all"]}
        for key, label in labels
    ]


def removed_in(request: HttpRequest, held: SavedListingQuerySet) -> SavedListing | None:
    """What was just taken off, and can be put back."""
    number = request.GET.get("removed", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return held.filter(pk=int(number), removed_at__isnull=False).select_related("listing").first()


def address(*, kind: str, sort: str, removed: int = 0, anchor: int = 0) -> str:
    """The list's address, holding only what differs from the usual."""
    query = QueryDict(mutable=True)
    query.update({key: value for key, value in (("kind", kind), ("sort", sort)) if value not in ("", "saved")})
    if removed:
        query["removed"] = str(removed)
    place = reverse("catalog:shortlist") + (f"?{query.urlencode()}" if query else "")
    return f"{place}#saved-{anchor}" if anchor else place


def back(request: HttpRequest, *, removed: int = 0, anchor: int = 0) -> HttpResponse:
    """To the list as it was filtered and sorted."""
    kind, sort = choices_in(request.POST)
    return redirect(address(kind=kind, sort=sort, removed=removed, anchor=anchor))
