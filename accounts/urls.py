"""Addresses of people and organisations; those of signing in replace allauth's with throttled ones."""

from django.urls import include, path

urlpatterns: list = []
