"""Experts, requests for their services and selection dossiers; each topic has its models in a module of its own."""

from __future__ import annotations

from advisory.dossier_models import (
    CandidateScore,
    Criterion,
    DossierCandidate,
    DossierEvent,
    SelectionDossier,
)
from advisory.expert_models import Availability, ExpertIndex, ExpertProfile, ServiceKind, SpokenLanguage
from advisory.history_models import Party
from advisory.request_models import (
    OPEN,
    Deliverable,
    DeliverableFile,
    RequestState,
    ServiceEvent,
    ServiceOffer,
    ServiceRating,
    ServiceRequest,
)

__all__ = [
    "OPEN",
    "Availability",
    "CandidateScore",
    "Criterion",
    "Deliverable",
    "DeliverableFile",
    "DossierCandidate",
    "DossierEvent",
    "ExpertIndex",
    "ExpertProfile",
    "Party",
    "RequestState",
    "SelectionDossier",
    "ServiceEvent",
    "ServiceKind",
    "ServiceOffer",
    "ServiceRating",
    "ServiceRequest",
    "SpokenLanguage",
]
