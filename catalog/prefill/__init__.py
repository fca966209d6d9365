"""Drafts begun from a text or a file that somebody has already."""
