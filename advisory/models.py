"""Experts; each topic has its models in a module of its own."""

from __future__ import annotations

from advisory.expert_models import Availability, ExpertIndex, ExpertProfile, ServiceKind, SpokenLanguage

__all__ = ["Availability", "ExpertIndex", "ExpertProfile", "ServiceKind", "SpokenLanguage"]
