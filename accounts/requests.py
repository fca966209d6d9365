"""The signed-in person of a request, as the type checker wants it."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from accounts.models import User


def person(request: HttpRequest) -> User:
    """The signed-in person; guarded views call it, so nobody else gets here."""
    if isinstance(request.user, User):
        return request.user
    user = getattr(request.user, "_wrapped", None)
    if isinstance(user, User):
        return user
    raise Http404
