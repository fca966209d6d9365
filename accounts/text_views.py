"""The portal's binding texts: reading them, the contact form, and the managers' editor."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import emails, texts
from accounts.forms import ContactForm, SiteTextForm
from accounts.models import SiteText, User
from accounts.permissions import manager_required
from accounts.requests import person
from accounts.throttling import throttled

AN_HOUR = 3600
REFERENCE = re.compile(r"[A-Z]{2,4}-[CN]-\d{4}-\d{4,7}")
MESSAGES = 10


@require_http_methods(["GET", "HEAD", "POST"])
def site_text(request: HttpRequest, key: str) -> HttpResponseBase:
    if key == SiteText.Key.CONTACT:
        return contact(request)
    if request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return render(request, "accounts/site_text.html", {"text": texts.in_force(key)})


@throttled("contact", MESSAGES, AN_HOUR, methods=("POST",))
def contact(request: HttpRequest) -> HttpResponse:
    """A message to the connection point, passed on by e-mail."""
    form = ContactForm(request.POST if request.method == "POST" else None, initial=known_of(request))
    if request.method == "POST" and form.is_valid():
        emails.contact_message(**form.cleaned_data, language=get_language() or "vi")
        messages.success(request, _("Thank you. Your message is on its way; we answer by e-mail."))
        return redirect("accounts:site-text", key="contact")
    return render(request, "accounts/contact.html", {"text": texts.in_force(SiteText.Key.CONTACT), "form": form})


def known_of(request: HttpRequest) -> dict[str, str]:
    """What need not be typed: who writes, and the listing whose page the reader comes from."""
    user = request.user
    known = {"name": user.full_name, "email": user.email} if isinstance(user, User) else {}
    if REFERENCE.fullmatch(request.GET.get("listing", "")):
        known["message"] = _("About listing %(reference)s: ") % {"reference": request.GET["listing"]}
    return known


@manager_required
@require_safe
def texts_list(request: HttpRequest) -> HttpResponse:
    """Every text with its version in force and its newest draft."""
    versions: dict[str, list[SiteText]] = {key: [] for key in SiteText.Key.values}
    for version in SiteText.objects.defer("body_vi", "body_en").order_by("-version"):
        versions[version.key].append(version)
    rows = [
        {
            "key": key,
            "label": SiteText.Key(key).label,
            "in_force": next((each for each in found if each.published_at), None),
            "draft": found[0] if found and not found[0].published_at else None,
        }
        for key, found in versions.items()
    ]
    return render(request, "accounts/text_list.html", {"rows": rows})


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def text_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Start from the newest version; saving writes a new one, which is not in force yet."""
    if key not in SiteText.Key.values:
        raise Http404
    newest = texts.newest(key)
    form = SiteTextForm(
        request.POST if request.method == "POST" else None,
        initial={"body_vi": newest.body_vi, "body_en": newest.body_en},
    )
    if request.method == "POST" and form.is_valid():
        draft = texts.write_version(key=key, author=person(request), **form.cleaned_data)
        messages.success(request, _("Version %(number)s is saved as a draft.") % {"number": draft.version})
        return redirect("accounts:text-edit", key=key)
    return render(request, "accounts/text_edit.html", {"form": form, "text": newest})


@manager_required
@require_POST
def text_publish(request: HttpRequest, pk: int) -> HttpResponse:
    text = get_object_or_404(SiteText, pk=pk)
    try:
        texts.publish(text=text, now=timezone.now())
        messages.success(request, _("Version %(number)s is in force.") % {"number": text.version})
    except texts.NotPublishable:
        messages.error(request, _("A newer version is in force already."))
    return redirect("accounts:text-list")
