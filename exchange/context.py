"""What the page shell needs on every page; read from the database only where a template asks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.active import active_organisation, organisations_of
from accounts.models import User
from catalog.finding import asked_for
from catalog.models import Listing, ProblemReport
from exchange.desk import count_waiting
from taxonomy.addresses import address_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Theme, the point's name and address, menus, and for whom the person acts."""
    theme = request.COOKIES.get("theme", "")
    user = getattr(request, "user", None)
    person = user if isinstance(user, User) else None
    context: dict[str, Any] = {
        "theme": theme if theme in ("light", "dark") else "",
        "point": settings.POINT,
        "demo": settings.DEMO,
        "sought": asked_for(request.GET) if request.path == reverse("catalog:listing-list") else "",
        "nav": navigation(request, person),
        "browse_nav": browse_navigation(),
        "text_nav": text_navigation(),
        "help_nav": [],
        "here": address_of(request),
    }
    if person is not None:
        context |= {
            "account_nav": account_navigation(request, person),
            "organisations": SimpleLazyObject(lambda: organisations_of(request)),
            "active_organisation": SimpleLazyObject(lambda: active_organisation(request)),
            "waiting": SimpleLazyObject(lambda: count_waiting(person)),
        }
    return context


def item(request: HttpRequest, label: str, url: str, *, current: bool | None = None) -> dict[str, Any]:
    return {"label": label, "url": url, "current": request.path == url if current is None else current}


def navigation(request: HttpRequest, person: User | None) -> list[dict[str, Any]]:
    listings = reverse("catalog:listing-list")
    kind = request.GET.get("kind") if request.path == listings else None
    items = [
        item(request, _("Technology offers"), f"{listings}?kind=offer", current=kind == "offer"),
        item(request, _("Technology needs"), f"{listings}?kind=need", current=kind == "need"),
    ]
    if person is not None:
        items.insert(0, item(request, _("My desk"), reverse("exchange:desk")))
        if person.is_officer:
            items.insert(1, queue_item(request))
        else:
            items.insert(1, item(request, _("For you"), reverse("exchange:for-you")))
    else:
        fields = reverse("catalog:field-list")
        items.append(item(request, _("Browse"), fields, current=is_browsing(request)))
        items.append(item(request, _("About"), reverse("accounts:site-text", args=["about"])))
    return items


def is_browsing(request: HttpRequest) -> bool:
    """Whether this is one of the pages to browse by."""
    return any(request.path.startswith(one["url"]) for one in browse_navigation())


def queue_item(request: HttpRequest) -> dict[str, Any]:
    url = reverse("catalog:review-queue")
    waiting = SimpleLazyObject(lambda: Listing.objects.awaiting_review().count())
    elsewhere = (reverse("catalog:glossary"), reverse("catalog:transfer-rules"))
    current = request.path.startswith(url) and not request.path.startswith(elsewhere)
    return item(request, _("Waiting for review"), url, current=current) | {"count": waiting}


def account_navigation(request: HttpRequest, person: User) -> list[dict[str, Any]]:
    links = [
        (_("My desk"), reverse("exchange:desk")),
        (_("For you"), reverse("exchange:for-you")),
        (_("Our listings"), reverse("catalog:own-listings")),
        (_("Shortlist"), reverse("catalog:shortlist")),
        (_("Watched searches"), reverse("catalog:watch-list")),
        (_("Expressions of interest"), reverse("cooperation:interest-list")),
        (_("Cooperations"), reverse("cooperation:rooms")),
        (_("Service requests"), reverse("advisory:requests")),
        (_("Organisations"), reverse("accounts:organisation-list")),
        (_("My profile as an expert"), reverse("advisory:own-profile")),
        (_("Settings"), reverse("accounts:settings")),
    ]
    if person.is_officer:
        links += [
            (_("Overview"), reverse("exchange:overview")),
            (_("Needs awaiting an answer"), reverse("cooperation:triage")),
            (_("Interests to follow"), reverse("cooperation:interests-followed")),
            (_("Cooperations to follow"), reverse("cooperation:followed")),
            (_("From suggestion to production"), reverse("cooperation:funnel")),
            (_("Period report"), reverse("exchange:period-report")),
            (_("Organisations to verify"), reverse("accounts:organisations-to-check")),
            (_("Services to look after"), reverse("advisory:staff-requests")),
            (_("Experts to verify"), reverse("advisory:experts-to-check")),
            (_("TRL to verify again"), reverse("catalog:trl-to-renew")),
            (_("Requests to join"), reverse("accounts:join-requests")),
            (_("Glossary"), reverse("catalog:glossary")),
            (_("Lists of technologies"), reverse("catalog:transfer-rules")),
            (_("Pairs without an answer"), reverse("exchange:best-pairs")),
            (_("Two listings"), reverse("exchange:pair")),
            (_("Weights of the score"), reverse("matching:weights")),
            (_("Quality of matching"), reverse("exchange:quality")),
        ]
    if person.is_manager:
        links.append((_("Texts of the portal"), reverse("accounts:text-list")))
    if settings.DEMO:
        links.append((_("Demonstration mailbox"), reverse("accounts:mailbox")))
    items = [item(request, str(label), url) for label, url in links]
    return [*items, reports_item(request)] if person.is_officer else items


def reports_item(request: HttpRequest) -> dict[str, Any]:
    waiting = SimpleLazyObject(lambda: ProblemReport.objects.open().count())
    return item(request, _("Problem reports"), reverse("catalog:problem-reports")) | {"count": waiting}


def browse_navigation() -> list[dict[str, str]]:
    return [
        {"label": _("Fields"), "url": reverse("catalog:field-list")},
        {"label": _("Industries"), "url": reverse("catalog:industry-list")},
        {"label": _("Provinces and cities"), "url": reverse("catalog:province-list")},
        {"label": _("Organisations"), "url": reverse("accounts:organisation-directory")},
        {"label": _("Experts"), "url": reverse("advisory:expert-list")},
        {"label": _("Unmet needs"), "url": reverse("catalog:gap-list")},
        {"label": _("Results"), "url": reverse("cooperation:results")},
    ]


def text_navigation() -> list[dict[str, str]]:
    return [
        {"label": _("About the portal"), "url": reverse("accounts:site-text", args=["about"])},
        {"label": _("Privacy notice"), "url": reverse("accounts:site-text", args=["privacy"])},
        {"label": _("Terms of participation"), "url": reverse("accounts:site-text", args=["terms"])},
        {"label": _("Accessibility statement"), "url": reverse("accounts:site-text", args=["accessibility"])},
        {"label": _("Contact"), "url": reverse("accounts:site-text", args=["contact"])},
    ]
