"""Experts and requests for their services; each topic has its models in a module of its own."""

from __future__ import annotations

from advisory.expert_models import Availability, ExpertIndex, ExpertProfile, ServiceKind, SpokenLanguage
from advisory.request_models import (
    OPEN,
    Deliverable,
    DeliverableFile,
    Party,
    RequestState,
    ServiceEvent,
    ServiceOffer,
    ServiceRating,
    ServiceRequest,
)

__all__ = [
    "OPEN",
    "Availability",
    "Deliverable",
    "DeliverableFile",
    "ExpertIndex",
    "ExpertProfile",
    "Party",
    "RequestState",
    "ServiceEvent",
    "ServiceKind",
    "ServiceOffer",
    "ServiceRating",
    "ServiceRequest",
    "SpokenLanguage",
]
