"""Code lists of the official form; where a national standard gives a code, it is the value."""

from __future__ import annotations

from django.db.models import CheckConstraint, Q, TextChoices


class Ethnicity(TextChoices):
    """GB/T 3304-1991; the names are its letter codes."""

    HA = "01", "汉族"
    MG = "02", "蒙古族"
    HU = "03", "回族"
    ZA = "04", "藏族"
    UG = "05", "维吾尔族"
    MH = "06", "苗族"
    YI = "07", "彝族"
    ZH = "08", "壮族"
    BY = "09", "布依族"
    CS = "10", "朝鲜族"
    MA = "11", "满族"
    DO = "12", "侗族"
    YA = "13", "瑶族"
    BA = "14", "白族"
    TJ = "15", "土家族"
    HN = "16", "哈尼族"
    KZ = "17", "哈萨克族"
    DA = "18", "傣族"
    LI = "19", "黎族"
    LS = "20", "傈僳族"
    VA = "21", "佤族"
    SH = "22", "畲族"
    GS = "23", "高山族"
    LH = "24", "拉祜族"
    SW = "25", "水族"
    DX = "26", "东乡族"
    NX = "27", "纳西族"
    JP = "28", "景颇族"
    KG = "29", "柯尔克孜族"
    TU = "30", "土族"
    DU = "31", "达斡尔族"
    ML = "32", "仫佬族"
    QI = "33", "羌族"
    BL = "34", "布朗族"
    SL = "35", "撒拉族"
    MN = "36", "毛南族"
    GL = "37", "仡佬族"
    XB = "38", "锡伯族"
    AC = "39", "阿昌族"
    PM = "40", "普米族"
    TA = "41", "塔吉克族"
    NU = "42", "怒族"
    UZ = "43", "乌孜别克族"
    RS = "44", "俄罗斯族"
    EW = "45", "鄂温克族"
    DE = "46", "德昂族"
    BN = "47", "保安族"
    YG = "48", "裕固族"
    GI = "49", "京族"
    TT = "50", "塔塔尔族"
    DR = "51", "独龙族"
    OR = "52", "鄂伦春族"
    HZ = "53", "赫哲族"
    MB = "54", "门巴族"
    LB = "55", "珞巴族"
    JN = "56", "基诺族"
    OTHER = "97", "其他"
    NATURALISED = "98", "外国血统中国籍人士"


class PoliticalStatus(TextChoices):
    """GB/T 4762-1984."""

    PARTY = "01", "中共党员"
    PARTY_PROBATIONARY = "02", "中共预备党员"
    YOUTH_LEAGUE = "03", "共青团员"
    MINGE = "04", "民革会员"
    MINMENG = "05", "民盟盟员"
    MINJIAN = "06", "民建会员"
    MINJIN = "07", "民进会员"
    NONGGONG = "08", "农工党党员"
    ZHIGONG = "09", "致公党党员"
    JIUSAN = "10", "九三学社社员"
    TAIMENG = "11", "台盟盟员"
    NON_PARTY = "12", "无党派民主人士"
    MASSES = "13", "群众"


class Education(TextChoices):
    """GB/T 4658-2006, the levels of the official form."""

    DOCTOR = "11", "博士"
    MASTER = "14", "硕士"
    BACHELOR = "20", "本科"
    COLLEGE = "30", "大专"
    VOCATIONAL = "40", "中专"
    HIGH_SCHOOL = "60", "高中"
    JUNIOR = "70", "初中"
    PRIMARY = "80", "小学及以下"
    OTHER = "90", "其他"


class Employment(TextChoices):
    """就业状况."""

    WORKING = "working", "在岗"
    LAID_OFF = "laid_off", "待(下)岗"
    UNEMPLOYED = "unemployed", "失业"
    RETIRED = "retired", "退休"
    RESIGNED = "resigned", "退职"
    EARLY_RETIRED = "early_retired", "退养(内退)"
    SICK_LEAVE = "sick_leave", "病休"
    OTHER = "other", "其他"


class SkillLevel(TextChoices):
    """技术等级: workers' grades; teachers have none, their title stands elsewhere."""

    NONE = "none", "无"
    LEVEL_1 = "1", "职业资格一级(高级技师)"
    LEVEL_2 = "2", "职业资格二级(技师)"
    LEVEL_3 = "3", "职业资格三级(高级)"
    LEVEL_4 = "4", "职业资格四级(中级)"
    LEVEL_5 = "5", "职业资格五级(初级)"


class Hukou(TextChoices):
    """户籍类型."""

    RURAL = "rural", "农业户口"
    URBAN = "urban", "非农业户口"


class MembershipChange(TextChoices):
    """会籍变化类型: what happened to the membership last."""

    JOINED = "joined", "入会"
    TRANSFERRED_IN = "transferred_in", "转入"
    RETAINED = "retained", "保留"
    TRANSFERRED_OUT = "transferred_out", "转出"
    EXPELLED = "expelled", "除名"
    RESIGNED = "resigned", "退会"


class ChangeReason(TextChoices):
    """会籍变化原因."""

    EMPLOYMENT_CHANGED = "employment", "劳动(工作)关系发生变化"
    LAID_OFF = "laid_off", "在本单位下岗后待岗"
    UNEMPLOYED = "unemployed", "失业"
    BANKRUPT = "bankrupt", "所在企业破产"
    OWN_WISH = "own_wish", "个人要求退会"
    CRIMINAL = "criminal", "因犯罪被开除会籍"


class Status(TextChoices):
    """会籍状态 (《工会会员会籍管理办法》2016)."""

    ACTIVE = "active", "会员"
    RETAINED = "retained", "保留会籍"
    TRANSFERRED_OUT = "transferred_out", "已转出"
    RESIGNED = "resigned", "已退会"
    LAPSED = "lapsed", "自动退会"
    EXPELLED = "expelled", "开除会籍"
    DECEASED = "deceased", "去世"
    MERGED = "merged", "已合并"  # a double entry: the person is kept under another row


ON_ROLL = (Status.ACTIVE, Status.RETAINED)
LEFT = tuple(status for status in Status if status not in (*ON_ROLL, Status.MERGED))


class PostCategory(TextChoices):
    """岗位类别."""

    TEACHER = "teacher", "专任教师"
    STAFF = "staff", "职员"
    WORKER = "worker", "工勤"
    MANAGER = "manager", "管理"


class Engagement(TextChoices):
    """编制类型."""

    ESTABLISHED = "established", "在编"
    NOT_ESTABLISHED = "not_established", "非在编"
    CONTRACT = "contract", "聘用"
    DISPATCHED = "dispatched", "劳务派遣"


def known(field: str, choices: type[TextChoices], *, may_be_empty: bool = True) -> CheckConstraint:
    """A constraint that keeps a column within its code list."""
    values = [*choices.values, *([""] if may_be_empty else [])]
    return CheckConstraint(condition=Q(**{f"{field}__in": values}), name=f"member_{field}_known")
