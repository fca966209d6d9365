"""The states of a listing: which can follow which, by whom; and why a change is refused."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.models import Listing, State, TransferRule


class PublishingError(Exception):
    """A transition that cannot be made."""


class NotAllowed(PublishingError):
    """The person may not make this transition."""


class OrganisationEnded(PublishingError):
    """The organisation was closed or merged meanwhile."""


class WrongState(PublishingError):
    """The listing is not in a state this transition starts from; somebody was faster, or it was never possible."""

    def __init__(self, listing: Listing, action: str) -> None:
        super().__init__(f"{action} is not possible while {listing.reference} is {listing.state}")
        self.listing = listing
        self.action = action


class Incomplete(PublishingError):
    """The listing lacks what a submission needs; `missing` names the fields."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__("missing: " + ", ".join(missing))
        self.missing = missing


class ContactInText(PublishingError):
    """A public text holds a phone number or an e-mail address; `fields` names the texts."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__("contact data in: " + ", ".join(fields))
        self.fields = fields


class FilesNameSomebody(PublishingError):
    """Files of a need whose owner stays unnamed may still name people or firms; `names` are the files."""

    def __init__(self, names: list[str]) -> None:
        super().__init__("not bared: " + ", ".join(names))
        self.names = names


class Unconfirmed(PublishingError):
    """Values that were guessed from a text are neither confirmed nor changed; `names` says which."""

    def __init__(self, names: list[str]) -> None:
        super().__init__("unconfirmed: " + ", ".join(names))
        self.names = names


class ReasonRequired(PublishingError):
    """The transition needs a reason for the owner."""


class BlockingScore(PublishingError):
    """A criterion was given 0 points, which publication does not allow."""


class Taken(PublishingError):
    """A colleague is reviewing the listing already."""


class OutOfDate(PublishingError):
    """The officer decided on a revision that is no longer the latest."""


class LegalObstacle(PublishingError):
    """An entry of the lists of technologies keeps the listing from the public; `rule` is the entry."""

    def __init__(self, rule: TransferRule) -> None:
        super().__init__(f"{rule.regime}: {rule.name_vi}")
        self.rule = rule


class LegalCheckOpen(LegalObstacle):
    """No officer has confirmed or rejected yet that the entry concerns the listing."""


class ProhibitedTechnology(LegalObstacle):
    """The transfer is prohibited."""


class PermissionMissing(LegalObstacle):
    """The transfer is restricted, and nobody has permitted the publication in writing."""


@dataclass(frozen=True, slots=True)
class Transition:
    sources: frozenset[str]
    target: str
    by_officer: bool
    needs_reason: bool = False


#: The one transition table: action → (from, to, who, reason needed).
TRANSITIONS = {
    "submit": Transition(frozenset({State.DRAFT, State.CHANGES_REQUESTED}), State.SUBMITTED, by_officer=False),
    "claim": Transition(frozenset({State.SUBMITTED, State.IN_REVIEW}), State.IN_REVIEW, by_officer=True),
    "hand_over": Transition(frozenset({State.SUBMITTED, State.IN_REVIEW}), State.IN_REVIEW, by_officer=True),
    "publish": Transition(
        frozenset({State.SUBMITTED, State.IN_REVIEW, State.ON_HOLD}), State.PUBLISHED, by_officer=True
    ),
    "request_changes": Transition(
        frozenset({State.SUBMITTED, State.IN_REVIEW, State.ON_HOLD}), State.CHANGES_REQUESTED, True, needs_reason=True
    ),
    "hold": Transition(frozenset({State.SUBMITTED, State.IN_REVIEW}), State.ON_HOLD, True, needs_reason=True),
    "reject": Transition(
        frozenset({State.SUBMITTED, State.IN_REVIEW, State.ON_HOLD}), State.REJECTED, True, needs_reason=True
    ),
    "pause": Transition(frozenset({State.PUBLISHED}), State.PAUSED, by_officer=False),
    "resume": Transition(frozenset({State.PAUSED}), State.PUBLISHED, by_officer=False),
    "renew": Transition(frozenset({State.PUBLISHED, State.EXPIRED}), State.PUBLISHED, by_officer=False),
    "withdraw": Transition(
        frozenset(
            {State.SUBMITTED, State.IN_REVIEW, State.CHANGES_REQUESTED, State.ON_HOLD, State.PUBLISHED, State.PAUSED}
        ),
        State.WITHDRAWN,
        by_officer=False,
        needs_reason=True,
    ),
    "fulfil": Transition(frozenset({State.PUBLISHED, State.PAUSED, State.EXPIRED}), State.FULFILLED, by_officer=False),
}
