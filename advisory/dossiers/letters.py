"""Letters about a dossier: the organisation when an expert has scored everything, the others at its end."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.outbox import enqueue, recipients_of
from advisory.dossiers.access import engaged
from advisory.dossiers.wording import told
from advisory.models import DossierEvent, ExpertProfile, SelectionDossier


def all_scored(event: DossierEvent, *, expert: ExpertProfile) -> None:
    """The organisation is told once for each expert."""
    dossier = event.dossier
    for reader in recipients_of(dossier.organisation):
        with translation.override(reader.language):
            opening = _("%(expert)s has scored all technologies of your selection dossier.") % {"expert": expert.name}
            key = f"dossier-scored/{dossier.pk}/{expert.pk}"
            send(dossier, key, reader, dossier.organisation, {"opening": opening})


def closed(event: DossierEvent) -> None:
    """The experts and officers who worked on it read the conclusion, unless they belong to a supplier by now."""
    dossier = event.dossier
    places = list(engaged(dossier).select_related("request__officer"))
    people = [place.expert.user for place in places] + [place.request.officer for place in places]
    known = {person.pk: person for person in people if person is not None and person.is_active}
    for reader in known.values():
        if not SelectionDossier.objects.visible_to(reader).filter(pk=dossier.pk).exists():
            continue
        with translation.override(reader.language):
            words = {"opening": told(event), "quote": dossier.conclusion}
            send(dossier, f"dossier-closed/{dossier.pk}", reader, None, words)


def send(
    dossier: SelectionDossier, key: str, reader: User, organisation: Organisation | None, words: dict[str, str]
) -> None:  # fmt: skip
    """A letter in the active language; an individual is addressed as a person."""
    to_organisation = organisation is not None and not organisation.is_individual
    enqueue(
        key=f"{key}/{reader.pk}",
        kind="service",
        to=reader.email,
        user=reader,
        language=reader.language,
        template="advisory/emails/dossier",
        context={
            "dossier": dossier,
            **({"organisation": organisation} if to_organisation else {"person": reader}),
            "why": _("you take part in this selection dossier"),
            "action_label": _("Open the dossier"),
            "action_url": settings.SITE_URL + dossier.get_absolute_url(),
            **words,
        },
    )
