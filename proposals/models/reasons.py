"""Why a proposal is not docketed: the classes that schools' rules name (SZU, SZPT, NWNU, GYH)."""

from __future__ import annotations

from django.db import models


class ReasonClass(models.TextChoices):
    UNLAWFUL = "unlawful", "与法律、法规或政策不符"
    BEYOND = "beyond", "不属学校或教代会职权范围"
    PERSONAL = "personal", "纯属个人事务"
    IN_HAND = "in_hand", "已经解决或正在办理"
    EMPTY = "empty", "内容空泛，没有具体建议"
    NOT_FEASIBLE = "not_feasible", "目前不具备条件，可作说明"
    LATE = "late", "超过截止日期提交"
    SECONDERS = "seconders", "附议人不足"
    ROUTINE = "routine", "属部门日常工作"
    OTHER = "other", "其他"
