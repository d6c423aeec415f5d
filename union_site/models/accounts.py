"""Accounts, the seats they hold in unions, and the rights granted to a seat."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from union_site import permissions
from union_site.models.unions import Union

if TYPE_CHECKING:
    from collections.abc import Iterable


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str, **fields: object) -> User:
        fields.setdefault("name", username)
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """One person who can log in; rights come from seats, never from here."""

    username = models.CharField(
        "用户名",
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[\w.@-]+$", "用户名只用文字、数字和 . @ - _ 。")],
        error_messages={"unique": "这个用户名已有人使用。"},
    )
    name = models.CharField("姓名", max_length=60)
    mobile = models.CharField(
        "手机号",
        max_length=11,
        unique=True,
        null=True,
        blank=True,
        validators=[RegexValidator(r"^1\d{10}$", "手机号为 11 位数字。")],
    )
    must_change_password = models.BooleanField("须修改一次性密码", default=False)
    is_active = models.BooleanField("启用", default=True)
    is_staff = models.BooleanField("可进入管理后台", default=False)
    created_at = models.DateTimeField("开户时间", default=timezone.now, editable=False)
    last_seat = models.ForeignKey(
        "Seat",
        models.SET_NULL,
        verbose_name="上次所用席位",
        null=True,
        blank=True,
        related_name="+",
    )

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = []

    classification = {
        "username": "restricted",
        "name": "internal",
        "mobile": "restricted",
        "password": "restricted",
        "created_at": "restricted",
        "last_login": "restricted",
    }

    class Meta:
        verbose_name = verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class SeatQuerySet(models.QuerySet["Seat"]):
    def visible_to(self, seat: Seat | None) -> SeatQuerySet:
        return self.none() if seat is None else self.filter(union_id=seat.union_id)

    def open(self) -> SeatQuerySet:
        return self.filter(is_active=True, user__is_active=True, union__is_active=True)

    def holding(self, role: str, on: datetime.date) -> SeatQuerySet:
        """Seats that hold the role on that day."""
        return self._holding([role], on)

    def with_permission(self, permission: str, on: datetime.date) -> SeatQuerySet:
        """Seats that hold a role with this permission on that day."""
        held = [role for role, (_, given) in permissions.ROLES.items() if permission in given]
        return self._holding(held, on)

    def _holding(self, roles: list[str], on: datetime.date) -> SeatQuerySet:
        return (
            self.open()
            .filter(
                models.Q(grants__valid_until__isnull=True) | models.Q(grants__valid_until__gte=on),
                grants__role__in=roles,
                grants__valid_from__lte=on,
            )
            .distinct()
        )

    def for_list(self) -> SeatQuerySet:
        return self.select_related("user", "union").order_by("user__name", "pk")


class Seat(models.Model):
    """A user's place in one union. Every request is made from exactly one seat."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="账号", related_name="seats")
    union = models.ForeignKey(Union, models.PROTECT, verbose_name="工会", related_name="seats")
    title = models.CharField("职务", max_length=60, blank=True)
    department = models.CharField("部门", max_length=60, blank=True)
    is_active = models.BooleanField("在用", default=True)

    objects = SeatQuerySet.as_manager()

    classification = {
        "title": "internal",
        "department": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "席位"
        constraints = [
            models.UniqueConstraint(fields=["user", "union"], name="seat_once_per_union"),
        ]

    def __str__(self) -> str:
        return f"{self.user}（{self.union.short_name}）"

    @cached_property
    def roles(self) -> frozenset[str]:
        """Roles in force today; read once per request."""
        return self.roles_on(timezone.localdate())

    def roles_on(self, day: datetime.date) -> frozenset[str]:
        return roles_in_force(self.grants.all(), on=day)

    @cached_property
    def permissions(self) -> frozenset[str]:
        return permissions.of_roles(self.roles)

    def can(self, permission: str) -> bool:
        return permission in self.permissions

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def role_label(self) -> str:
        """The words shown beside the name: the post if written, else the weightiest role."""
        return self.title or permissions.label_of(self.roles)


class Grant(models.Model):
    """A role given to a seat for a time; ended, never deleted."""

    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name="席位", related_name="grants")
    role = models.CharField("角色", max_length=20, choices=permissions.ROLE_CHOICES)
    area = models.CharField("分工", max_length=20, choices=permissions.AREA_CHOICES, blank=True)
    valid_from = models.DateField("自")
    valid_until = models.DateField("至", null=True, blank=True)
    given_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="授予人", null=True, blank=True, related_name="+"
    )

    classification = {
        "valid_from": "internal",
        "valid_until": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "授权"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=list(permissions.ROLES)), name="grant_role_known"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="grant_range_forward",
            ),
            models.UniqueConstraint(
                fields=["seat", "role", "area"],
                condition=models.Q(valid_until__isnull=True),
                name="grant_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}：{self.get_role_display()}"


def roles_in_force(grants: Iterable[Grant], *, on: datetime.date) -> frozenset[str]:
    return frozenset(
        grant.role
        for grant in grants
        if grant.valid_from <= on and (grant.valid_until is None or grant.valid_until >= on)
    )
