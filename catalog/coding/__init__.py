"""Codes of field and industry proposed for a draft, from its text."""
