"""Confidentiality agreements: drawn up from a template, confirmed by both sides."""
