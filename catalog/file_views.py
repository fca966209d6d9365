"""Files of listings: attached and removed by the owner, served to whom they are open."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organisation
from accounts.permissions import member_required
from accounts.requests import person
from catalog import posting
from catalog.disclosure import holders, visible_attachments
from catalog.forms.fields import shown
from catalog.forms.files import AttachForm
from catalog.models import AnyUser, Attachment, DisclosureOpening, Listing
from catalog.permissions import can_see_owner, is_member
from catalog.posting_pages import own_listing, render_check
from catalog.posting_steps import CHECK, step_url
from catalog.thumbnails import CONTENT_TYPE, thumbnail_of


@member_required
@require_POST
def attach(request: HttpRequest, reference: str) -> HttpResponse:
    """Take any number of files; one that is refused is named on the page that comes back, the others go in.

    A page that sends them one by one asks for JSON and shows the sentences itself.
    """
    listing = own_listing(request, reference)
    form = AttachForm(request.POST, request.FILES, bare=listing.is_anonymous)
    form.is_valid()
    level, taken = str(form.cleaned_data.get("level", "")), 0
    for file in form.cleaned_data["checked"] if level else []:
        try:
            posting.attach(listing=listing, by=person(request), now=timezone.now(), file=file, level=level)
        except posting.PostingError as refusal:
            form.add_error("files", f"{file.name}: {refusal_text(refusal)}")
        else:
            taken += 1
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        refused = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"refused": refused}, status=422 if refused else 200)
    if taken and form.errors:
        text = ngettext("%(count)s file is attached.", "%(count)s files are attached.", taken)
        messages.success(request, text % {"count": shown(taken)})
    return render_check(request, listing, form) if form.errors else redirect(step_url(listing, CHECK) + "#files")


def refusal_text(refusal: posting.PostingError) -> str:
    """Why a file that is fine could not be attached."""
    if isinstance(refusal, posting.AlreadyAttached):
        return _("This file is attached already.")
    if isinstance(refusal, posting.NoRoom):
        return _("The file could not be stored. Please try again later, or tell the connection point.")
    if isinstance(refusal, posting.TooManyFiles):
        return _("The listing has as many files as it may have. Please remove one first.")
    return _("This listing cannot be edited in its present state.")


@member_required
@require_POST
def detach(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """Remove a file from a draft."""
    listing = own_listing(request, reference)
    attachment = get_object_or_404(listing.attachments.all(), key=key)
    try:
        posting.detach(attachment=attachment, by=person(request))
    except posting.NotEditable:
        messages.error(request, _("This listing cannot be edited in its present state."))
        return redirect("catalog:listing-history", reference)
    messages.success(request, _("“%(name)s” is removed.") % {"name": attachment.name})
    return redirect(step_url(listing, CHECK) + "#files")


@require_safe
def serve(request: HttpRequest, key: str, name: str = "", *, small: bool = False) -> HttpResponseBase:  # noqa: ARG001
    """A file, or the small picture of an image, to whom it is open; what the address calls it does not matter."""
    attachment = get_object_or_404(Attachment.objects.select_related("listing__organisation"), key=key)
    listing = attachment.listing
    if small and not attachment.is_image:
        raise Http404
    if not Listing.objects.with_edits_visible_to(request.user).filter(pk=listing.pk).exists():
        raise Http404
    if not (attachment in visible_attachments(listing, request.user) or may_review(request.user, attachment)):
        raise Http404
    note_opening(attachment, request.user)
    response = unchanged(request, attachment) or (
        small_picture(attachment) if small else with_content(attachment, request.user)
    )
    # Also where nothing has changed: a browser puts the headers of that answer in the place of those it kept.
    for header, value in (protection() | keeping(attachment, request.user)).items():
        response.headers[header] = value
    return response


def unchanged(request: HttpRequest, attachment: Attachment) -> HttpResponseBase | None:
    """The short answer to a reader who has the file already and may keep it."""
    if not is_open(attachment):
        return None
    modified = int(attachment.uploaded_at.timestamp())
    return get_conditional_response(request, etag=etag_of(attachment), last_modified=modified)


def with_content(attachment: Attachment, user: AnyUser) -> HttpResponseBase:
    """The file itself: an image in place, anything else as a download."""
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(
        content, as_attachment=not attachment.is_image, filename=shown_name(attachment, user),
        content_type=attachment.content_type,
    )  # fmt: skip


def small_picture(attachment: Attachment) -> HttpResponseBase:
    """The image in small."""
    try:
        return HttpResponse(thumbnail_of(attachment), content_type=CONTENT_TYPE)
    except OSError:
        raise Http404 from None


def may_review(user: AnyUser, attachment: Attachment) -> bool:
    """Officers read what was submitted before it is published, whatever its level."""
    return user.is_authenticated and user.is_officer and not attachment.listing.is_published


def protection() -> dict[str, str]:
    """Headers that keep a file from running and from being embedded elsewhere."""
    return {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def is_open(attachment: Attachment) -> bool:
    """Whether everybody gets the same answer; an anonymous need's file goes by different names."""
    listing = attachment.listing
    return attachment.level == Attachment.Level.PUBLIC and listing.is_published and not listing.is_anonymous


def keeping(attachment: Attachment, user: AnyUser) -> dict[str, str]:
    """Who may keep the file: an open one anybody who asks each time whether it is open still, any other nobody."""
    if not is_open(attachment):
        return {"Cache-Control": "private, no-store"}
    return {
        "Cache-Control": f"{'private' if user.is_authenticated else 'public'}, no-cache",
        "ETag": etag_of(attachment),
        "Last-Modified": http_date(attachment.uploaded_at.timestamp()),
    }


def etag_of(attachment: Attachment) -> str:
    return f'"{attachment.sha256[:32]}"'


def shown_name(attachment: Attachment, user: AnyUser) -> str:
    """The file's own name for whom the owner is no secret."""
    return attachment.name if can_see_owner(user, attachment.listing) else attachment.public_name


def note_opening(attachment: Attachment, user: AnyUser) -> None:
    """Opening a protected file is written down, unless it is one's own."""
    if attachment.level == Attachment.Level.PUBLIC or not user.is_authenticated or is_member(user, attachment.listing):
        return
    organisation = Organisation.objects.of(user).filter(pk__in=holders(attachment.listing)).first()
    DisclosureOpening.objects.create(
        listing=attachment.listing,
        user=user,
        organisation=organisation,
        what=f"file {attachment.pk}",
        at=timezone.now(),
    )
