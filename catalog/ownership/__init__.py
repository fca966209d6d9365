"""Listings whose organisation ends."""
