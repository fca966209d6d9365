"""A listing in its owner's eyes: what to do next and by when, what can be done, what happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from catalog import publishing
from catalog.editing import OpenEdit, edit_of
from catalog.models import FieldComment, Listing, ListingClosing, ListingEvent, Revision, State
from catalog.posting_steps import CHECK, step_url
from catalog.revising.comparing import base_among
from catalog.revising.wording import changed_labels
from catalog.talking.commenting import fields_of
from taxonomy.formats import by, date_long, until

SOON_DAYS = 30


@dataclass(frozen=True, slots=True)
class NextAction:
    """What the owner does next (with its page), and by when; or what is awaited from others."""

    text: str
    due: str = ""
    tone: str = ""
    url: str = ""
    label: str = ""


def next_action(listing: Listing, *, today: date) -> NextAction:
    """The one thing that moves the listing on; an edit under way goes before all else."""
    if edit := edit_of(listing):
        return finishing(listing, edit)
    if listing.is_editable:
        text = gettext("Complete and submit") if listing.state == State.DRAFT else gettext("Revise and submit again")
        tone = "" if listing.state == State.DRAFT else "soon"
        return NextAction(text, "", tone, step_url(listing, CHECK), gettext("Continue"))
    if listing.state in (State.SUBMITTED, State.IN_REVIEW):
        due = by(listing.review_due_on, language()) if listing.review_due_on else ""
        return NextAction(gettext("The connection point reads it"), due)
    if listing.state == State.PUBLISHED and listing.valid_until:
        return keeping_alive(listing, valid_until=listing.valid_until, today=today)
    waiting = {
        State.ON_HOLD: (gettext("The connection point has a question"), gettext("Read it")),
        State.PAUSED: (gettext("Hidden from the public"), gettext("Publish again")),
        State.EXPIRED: (gettext("Still correct? Please renew"), gettext("Renew")),
    }
    text, label = waiting.get(State(listing.state), ("", ""))
    return NextAction(text, url=history_url(listing) if label else "", label=label)


def finishing(listing: Listing, edit: OpenEdit) -> NextAction:
    """An edit is written to its end, then read, then decided on."""
    if edit.is_editable:
        is_begun = edit.state == State.DRAFT
        text = gettext("Finish the edit and submit it") if is_begun else gettext("Revise the edit and submit it again")
        return NextAction(text, "", "" if is_begun else "soon", edit.check_url, gettext("Continue"))
    if edit.state == State.ON_HOLD:
        text, label = gettext("The connection point has a question"), gettext("Read it")
        return NextAction(text, url=history_url(listing), label=label)
    due = by(edit.due_on, language()) if edit.due_on else ""
    return NextAction(gettext("The connection point reads the edit"), due)


def keeping_alive(listing: Listing, *, valid_until: date, today: date) -> NextAction:
    """A public listing needs nothing until its validity nears its end."""
    left = (valid_until - today).days
    if left > SOON_DAYS:
        return NextAction("", until(valid_until, language()))
    tone = "late" if left < 0 else "soon"
    text, label = gettext("Still correct? Please renew"), gettext("Renew")
    return NextAction(text, until(valid_until, language()), tone, history_url(listing), label)


def history_url(listing: Listing) -> str:
    return reverse("catalog:listing-history", args=[listing.reference])


def language() -> str:
    return get_language() or "vi"


def state_tabs(listings: QuerySet[Listing], *, chosen: str, address: str) -> list[dict[str, Any]]:
    """One tab per state that occurs, with its count; the first leaves out what is archived."""
    counts = dict(listings.order_by().values_list("state").annotate(count=Count("pk")))
    everyday = sum(count for state, count in counts.items() if state != State.ARCHIVED)
    label = gettext("Not archived") if State.ARCHIVED in counts else gettext("All")
    tabs = [{"label": label, "url": address, "current": chosen not in counts, "count": everyday}]
    tabs += [
        {"label": label, "url": f"{address}?state={state}", "current": chosen == state, "count": counts[state]}
        for state, label in State.choices
        if state in counts
    ]
    return tabs


#: What an owner can do without a form: action → (button, question, explanation, tone).
OWNER_ACTIONS: dict[str, tuple[Any, Any, Any, str]] = {
    "pause": (
        _("Pause"),
        _("Pause this listing?"),
        _("The public no longer sees it and nobody can send an interest. You can publish it again at any time."),
        "",
    ),
    "resume": (_("Publish again"), _("Publish this listing again?"), _("Everybody can see it again at once."), ""),
    "renew": (
        _("Renew for 12 months"),
        _("Is everything in this listing still correct?"),
        _("Renewed, it stays public for another 12 months."),
        "",
    ),
    "delete": (_("Delete draft"), _("Delete this draft?"), _("Text and files are gone for good."), "bad"),
}


def owner_actions(listing: Listing) -> list[dict[str, Any]]:
    """The actions the state allows, as confirm boxes."""
    names = [name for name in publishing.possible_actions(listing, for_officer=False) if name in OWNER_ACTIONS]
    if listing.state == State.DRAFT:
        names.append("delete")
    actions = []
    for name in names:
        label, title, text, tone = OWNER_ACTIONS[name]
        url = reverse("catalog:listing-action", args=[listing.reference, name])
        actions.append({"name": name, "label": label, "title": title, "text": text, "tone": tone, "url": url})
    return actions


DONE = {
    "pause": _("%(reference)s is paused."),
    "resume": _("%(reference)s is public again."),
    "renew": _("%(reference)s is renewed for 12 months."),
    "withdraw": _("%(reference)s is withdrawn."),
    "fulfil": _("%(reference)s is closed: partner found. Congratulations."),
    "delete": _("Draft %(reference)s is deleted."),
}


def done_message(action: str, reference: str) -> str:
    return str(DONE[action]) % {"reference": reference}


HAPPENED = {
    "create": _("Draft begun"),
    "submit": _("Submitted for review"),
    "claim": _("Review begun"),
    "hand_over": _("Handed over to another officer"),
    "legal_ruling": _("Legal check"),
    "trl_verify": _("TRL verified"),
    "trl_withdraw": _("Verification of the TRL withdrawn"),
    "trl_lapse": _("Verification of the TRL lapsed"),
    "publish": _("Published"),
    "request_changes": _("Changes requested"),
    "hold": _("Put on hold"),
    "reject": _("Not accepted"),
    "pause": _("Paused by the organisation"),
    "resume": _("Published again"),
    "renew": _("Renewed for 12 months"),
    "withdraw": _("Withdrawn by the organisation"),
    "fulfil": _("Partner found"),
    "expire": _("Expired"),
    "archive": _("Archived, 12 months after its end"),
    "contact_changed": _("Contact person changed"),
    "triage_matches": _("The connection point sent fitting offers"),
    "triage_expert": _("The connection point named an expert"),
    "triage_point": _("The connection point named another connection point"),
    "triage_gap": _("Put on the list of unmet needs"),
    "edit": _("Edit begun"),
    "discard": _("Edit taken back"),
    "settings": _("Contact person or openness to interests changed"),
    "change": _("Edit published"),
    "copy": _("Copied from an earlier listing"),
    "move": _("Passed to another organisation by a merger"),
}
#: The same for the edit of a published listing.
HAPPENED_TO_EDIT = {
    "submit": _("Edit submitted for review"),
    "claim": _("Review of the edit begun"),
    "hand_over": _("Handed over to another officer"),
    "request_changes": _("Changes to the edit requested"),
    "hold": _("Edit put on hold"),
    "reject": _("Edit not accepted"),
}


#: What officers write to each other in the history.
INTERNAL_NOTES = {"hand_over", "legal_ruling"}


#: Decisions with which an officer's comments on single fields reach the owner.
SENT_BACK = {"request_changes", "reject"}

#: States that nothing follows from by itself.
OVER = {State.WITHDRAWN, State.FULFILLED, State.REJECTED, State.ARCHIVED}


def timeline_of(listing: Listing, *, for_officer: bool = False) -> list[dict[str, Any]]:
    """Everything that happened to a listing and its edits, in plain words, and what comes next.

    What officers write to each other is for them.
    """
    root = listing.original_id
    of_both = ListingEvent.objects.filter(Q(listing=root) | Q(listing__revision_of=root))
    events = list(of_both.select_related("actor", "revision").defer("revision__content").order_by("at", "pk"))
    told = [event for event in events if event.listing_id == root or event.action in HAPPENED_TO_EDIT]
    is_changed = any(event.revision is not None and event.revision.number > 1 for event in events)
    changed = changes_by_revision(listing, Revision.objects.of(root), root=root) if is_changed else {}
    items = [event_item(listing, event, changed=changed, for_officer=for_officer) for event in told]
    comments = comments_on([event.revision_id for event in told if event.action in SENT_BACK], listing.kind)
    for item, event in zip(items, told, strict=True):
        if event.action in SENT_BACK:
            item["comments"] = comments.get(event.revision_id, [])
        if event.action == "fulfil":
            item["text"] = told_at_closing(root) or item["text"]
    if items:
        items[-1]["state"] = "now" if listing.state not in OVER else "done"
    if listing.state in (State.SUBMITTED, State.IN_REVIEW) and listing.review_due_on:
        items.append({"title": gettext("Decision"), "state": "todo", "at": by(listing.review_due_on, language())})
    if listing.state == State.PUBLISHED and listing.valid_until:
        items.append(
            {"title": gettext("End of validity"), "state": "todo", "at": date_long(listing.valid_until, language())}
        )
    return items


def comments_on(revisions: Iterable[int | None], kind: str) -> dict[int | None, list[dict[str, Any]]]:
    """Revision → what officers said of its fields, in the order it was written."""
    wanted = [pk for pk in revisions if pk is not None]
    labels = fields_of(kind)
    found: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
    rows = FieldComment.objects.filter(revision__in=wanted).order_by("pk") if wanted else []
    for each in rows:
        found[each.revision_id].append({"label": labels.get(each.field, each.field), "text": each.text})
    return found


def told_at_closing(listing: int) -> str:
    """Who the partner is and whether the portal had a part in it, as far as the owner has told."""
    closing = ListingClosing.objects.select_related("organisation").filter(listing=listing).first()
    if closing is None:
        return ""
    answer = gettext("Through this portal: %(answer)s") % {"answer": closing.get_through_portal_display()}
    if not closing.partner_name:
        return answer
    return gettext("Partner: %(name)s") % {"name": closing.partner_name} + " · " + answer


def changes_by_revision(listing: Listing, revisions: Iterable[Revision], *, root: int) -> dict[int, list[str]]:
    """Number of a revision → names of the fields in which it differs from the one before it: see `base_of`."""
    known = {revision.number: revision for revision in revisions}
    pairs = [(revision, base_among(known.values(), revision, root=root)) for revision in known.values()]
    return {new.number: changed_labels(listing, old.content, new.content) for new, old in pairs if old is not None}


def event_item(
    listing: Listing, event: ListingEvent, *, changed: dict[int, list[str]], for_officer: bool
) -> dict[str, Any]:
    names = HAPPENED if event.listing_id == listing.original_id else HAPPENED_TO_EDIT
    item = {
        "title": names.get(event.action, event.action),
        "state": "done",
        "at": event.at,
        "by": event.actor.full_name if event.actor else gettext("the system"),
        "text": "" if event.action in INTERNAL_NOTES and not for_officer else event.note,
    }
    if event.action == "submit" and event.revision is not None and (fields := changed.get(event.revision.number)):
        item["changed"] = ", ".join(fields)
        item["url"] = reverse("catalog:listing-revision", args=[listing.public_reference, event.revision.number])
    return item
