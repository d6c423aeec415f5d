"""The back office of the site operator: unions, accounts, seats, norms. No union's records."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from union_site.models import Grant, Norm, Seat, Union, User


@admin.register(Union)
class UnionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("code", "name", "kind", "parent", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("code", "name", "unit_name")


@admin.register(User)
class AccountAdmin(UserAdmin):  # type: ignore[type-arg]
    """Accounts; the password is set here only when somebody is locked out."""

    list_display = ("username", "name", "mobile", "is_active", "must_change_password")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("username", "name", "mobile")
    ordering = ("username",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "name", "mobile", "password", "must_change_password")}),
        ("状态", {"fields": ("is_active", "is_staff", "is_superuser", "last_login")}),
    )
    readonly_fields = ("last_login",)
    add_fieldsets = (
        (
            None,
            {"fields": ("username", "name", "mobile", "usable_password", "password1", "password2")},
        ),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # people are never deleted, they end


class GrantInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Grant
    fk_name = "seat"
    extra = 1
    exclude = ("given_by",)


@admin.register(Seat)
class SeatAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "union", "title", "department", "is_active")
    list_filter = ("is_active", "union__kind")
    search_fields = ("user__name", "user__username", "union__name")
    autocomplete_fields = ("user", "union")
    inlines = (GrantInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Norm)
class NormAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("label", "value", "unit", "scope", "union", "valid_from", "document", "article")
    list_filter = ("scope", "is_verified")
    search_fields = ("key", "label", "document")
