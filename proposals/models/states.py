"""States and choices of formal proposals."""

from __future__ import annotations

from django.db import models


class ProposalState(models.TextChoices):
    DRAFT = "draft", "草稿"
    SECONDING = "seconding", "征集附议"
    SUBMITTED = "submitted", "待审查"
    SCREENING = "screening", "审查中"
    DISPUTED = "disputed", "提请主席团"
    TO_ASSIGN = "to_assign", "待交办"
    ASSIGNED = "assigned", "待接收"
    HANDLING = "handling", "办理中"
    REPLY_REVIEW = "reply_review", "待审签"
    REPLIED = "replied", "已答复"
    CLOSED = "closed", "已办结"
    ARCHIVED = "archived", "已归档"
    MERGED = "merged", "已并案"
    REJECTED = "rejected", "不予立案"
    WITHDRAWN = "withdrawn", "已撤案"


# With the committee, or beyond it: what counts as received.
UNSENT = (ProposalState.DRAFT, ProposalState.SECONDING)
IN_SCREENING = (ProposalState.SUBMITTED, ProposalState.SCREENING, ProposalState.DISPUTED)
WITH_DEPARTMENT = (ProposalState.ASSIGNED, ProposalState.HANDLING)
ANSWERED = (ProposalState.REPLIED, ProposalState.CLOSED, ProposalState.ARCHIVED)
IN_HANDLING = (ProposalState.TO_ASSIGN, *WITH_DEPARTMENT, ProposalState.REPLY_REVIEW)
# No department has had it yet: there is no reply, no progress, nothing said.
BEFORE_HANDLING = (*UNSENT, *IN_SCREENING, ProposalState.MERGED, ProposalState.REJECTED)
HANDED_OUT = (*WITH_DEPARTMENT, ProposalState.REPLY_REVIEW, *ANSWERED)


class ProposerKind(models.TextChoices):
    """个人或集体: who may make a formal proposal (domain: full delegates, or collectively)."""

    DELEGATE = "delegate", "代表个人"
    DELEGATION = "delegation", "代表团"
    COMMITTEE = "committee", "专门委员会"


class Outcome(models.TextChoices):
    """What the screening decided; converted ones are handled and answered all the same."""

    DOCKETED = "docketed", "立案"
    MERGED = "merged", "并案"
    CONVERTED = "converted", "转意见建议"
    REJECTED = "rejected", "不予立案"


class Category(models.TextChoices):
    REFORM = "reform", "改革发展"
    TEACHING = "teaching", "教学科研"
    TEAM = "team", "队伍建设"
    ADMINISTRATION = "administration", "行政管理"
    LOGISTICS = "logistics", "后勤服务"
    WELFARE = "welfare", "生活福利"
    CAMPUS = "campus", "校园建设"
    FINANCE = "finance", "财务"
    STUDENTS = "students", "学生管理"
    IDEOLOGY = "ideology", "思想政治"
    OTHER = "other", "其他"


class Publicity(models.TextChoices):
    OPEN = "open", "公开署名"
    HIDDEN = "hidden", "公示时不公开姓名"
