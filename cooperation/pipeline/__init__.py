"""Cooperations from the accepted interest to production: what moves them, and the pages that show them."""
