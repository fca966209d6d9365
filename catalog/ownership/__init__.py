"""Listings that pass to somebody else, or whose organisation ends."""
