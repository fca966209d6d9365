"""The lists of technologies: officers read them, managers keep them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import manager_required, officer_required
from accounts.requests import person
from catalog.legal.forms import TransferRuleForm
from catalog.models import TransferRule

PER_PAGE = 50


@officer_required
@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    """Every entry, those in force first named as such."""
    rows = TransferRule.objects.order_by("regime", "name_vi", "pk")
    if (regime := request.GET.get("regime", "")) in TransferRule.Regime.values:
        rows = rows.filter(regime=regime)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page", "")[:9])
    tabs = [{"label": _("All"), "url": request.path, "current": regime not in TransferRule.Regime.values}]
    tabs += [
        {"label": label, "url": f"{request.path}?regime={value}", "current": value == regime}
        for value, label in TransferRule.Regime.choices
    ]
    context = {"page": page, "tabs": tabs, "today": timezone.localdate(), "may_edit": person(request).is_manager}
    return render(request, "catalog/review/rules.html", context)


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule_add(request: HttpRequest) -> HttpResponse:
    return edited(request, None)


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an entry; rulings that were made stay as they are."""
    return edited(request, get_object_or_404(TransferRule, pk=pk))


def edited(request: HttpRequest, rule: TransferRule | None) -> HttpResponse:
    form = TransferRuleForm(request.POST or None, instance=rule)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, _("“%(name)s” is saved.") % {"name": saved.name})
        return redirect("catalog:transfer-rules")
    context = {"form": form, "rule": rule}
    return render(request, "catalog/review/rule.html", context, status=422 if form.errors else 200)
