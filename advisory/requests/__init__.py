"""Requests for a service: asked by a member, offered and delivered by an expert, brought together by an officer."""
