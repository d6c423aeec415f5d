"""Who may do what: one table from role to permissions, and nothing else decides."""

from __future__ import annotations

from collections.abc import Iterable

# Every permission that a view or a step can ask for, with the words for it.
PERMISSIONS: dict[str, str] = {
    "union.enter": "进入本工会",
    "union.search": "在本工会内查找",
    "members.view": "查看会员名册",
    "members.manage": "登记和修改会员",
    "members.import": "导入会员名册",
    "members.accounts": "为会员开通账号",
    "members.sensitive": "查看和导出完整的证件号码、银行卡号、住址",
    "membership.manage": "办理入会、转接和会籍变化",
    "organisation.view": "查看工会小组和各委员会",
    "organisation.manage": "登记工会小组和各委员会",
    "dues.view": "查看会费",
    "dues.manage": "登记会费",
    "honours.view": "查看荣誉和获奖",
    "honours.manage": "登记荣誉和获奖",
    "pledges.manage": "发起承诺书签订",
    "privacy.manage": "发布个人信息处理告知书",
    "own.view": "查看本人资料",
    "registry.view": "查看所辖工会登记册",
    "registry.manage": "维护所辖工会登记册",
    "registry.own": "填报本单位登记卡",
    "congress.view": "查看教代会",
    "congress.manage": "筹备和登记教代会",
    "congress.own": "办理本人的教代会事务：签到、投票、阅读材料",
    "congress.appraisals": "查看尚未公开的民主评议结果",
    "congress.received": "查看所辖学校的教代会备案",
    "disclosure.view": "查看校务公开",
    "disclosure.manage": "登记校务公开",
    "disclosure.approve": "批准校务公开",
    "proposals.submit": "提交微提案",
    "proposals.own": "办理本人的提案事务：提出、附议、审查、评价",
    "proposals.view": "查看全部提案",
    "proposals.screen": "受理和交办提案",
    "proposals.handle": "答复承办的提案",
    "proposals.sign": "审签提案答复",
    "proposals.publish": "发布微公示",
    "proposals.notices": "查看微公示",
    "welfare.view": "查看慰问台账",
    "welfare.manage": "登记慰问走访",
    "activities.view": "查看活动",
    "activities.manage": "登记活动",
    "reports.view": "查看总结与计划",
    "reports.write": "撰写总结与计划",
    "reports.submit": "向上级报送",
    "reports.collect": "收取所辖工会的报送",
    "norms.view": "查看规则与标准",
    "audit.view": "查看操作记录",
    "jobs.view": "查看本工会的后台任务",
}

_STAFF = {
    "union.enter",
    "union.search",
    "proposals.notices",
    "activities.view",
    "norms.view",
    "congress.own",
    "disclosure.view",
    "proposals.own",
}
_MEMBER = {
    *_STAFF,
    "proposals.submit",
    "congress.view",
    "organisation.view",
    "honours.view",
    "own.view",
}
_OFFICER = {
    *_MEMBER,
    "members.view",
    "disclosure.manage",
    "proposals.view",
    "honours.manage",
    "dues.view",
    "welfare.view",
    "activities.manage",
    "reports.view",
    "jobs.view",
}

# role → (label, permissions), the weightiest role first.
ROLES: dict[str, tuple[str, frozenset[str]]] = {
    "district": (
        "区工会干部",
        frozenset(
            {
                "union.enter",
                "registry.view",
                "registry.manage",
                "congress.received",
                "reports.collect",
                "norms.view",
                "jobs.view",
            }
        ),
    ),
    "chair": (
        "主席",
        frozenset(
            {
                *_OFFICER,
                "members.manage",
                "members.import",
                "members.accounts",
                "members.sensitive",
                "membership.manage",
                "organisation.manage",
                "dues.manage",
                "pledges.manage",
                "privacy.manage",
                "registry.own",
                "congress.manage",
                "congress.appraisals",
                "disclosure.approve",
                "proposals.screen",
                "proposals.publish",
                "welfare.manage",
                "reports.write",
                "reports.submit",
                "audit.view",
            }
        ),
    ),
    "officer": ("委员", frozenset({*_OFFICER, "dues.manage", "welfare.manage", "reports.write"})),
    "auditor": (
        "经审委员",
        frozenset(
            {*_MEMBER, "dues.view", "welfare.view", "reports.view", "audit.view", "jobs.view"}
        ),
    ),
    "leader": (
        "校领导",
        frozenset(
            {
                *_STAFF,
                "proposals.view",
                "proposals.sign",
                "reports.view",
                "congress.view",
                "congress.appraisals",
                "disclosure.approve",
            }
        ),
    ),
    "handler": ("承办部门", frozenset({*_STAFF, "proposals.handle"})),
    "member": ("会员", frozenset(_MEMBER)),
}
ROLE_CHOICES = [(role, label) for role, (label, _) in ROLES.items()]

# An officer's field of work.
AREA_CHOICES = [
    ("organisation", "组织"),
    ("publicity", "宣传"),
    ("women", "女工"),
    ("welfare", "生活福利"),
    ("sports", "文体"),
    ("finance", "财务"),
]


def of_roles(roles: Iterable[str]) -> frozenset[str]:
    """All permissions that these roles give together."""
    return frozenset().union(*(ROLES[role][1] for role in roles)) if roles else frozenset()


def label_of(roles: Iterable[str]) -> str:
    """The label of the weightiest role."""
    held = set(roles)
    return next((label for role, (label, _) in ROLES.items() if role in held), "")
