"""Any number of proposals in the words of a school: the same at each run, with a long tail."""

from __future__ import annotations

import random
from itertools import accumulate

PLACES = (
    "综合楼 东教学楼 西教学楼 实验楼 行政楼 图书馆 体育馆 操场 食堂 北门 南门 西门 车棚 "
    "连廊 花坛 报告厅 录播教室 微机房 音乐教室 美术教室 舞蹈房 医务室 门卫室 文印室 "
    "档案室 阅览室 会议室 茶水间 卫生间 楼梯口 地下车库 宿舍楼 浴室 幼儿园部 小学部 "
    "初中部 心理咨询室 劳技教室 屋顶花园 快递柜"
)
THINGS = (
    "饮水机 打印机 空调 投影仪 路灯 门锁 窗帘 桌椅 书架 电脑 网络 广播 监控 水龙头 "
    "热水器 排风扇 垃圾桶 公告栏 指示牌 雨伞架 充电桩 停车位 篮球架 乒乓球台 跑道 草坪 "
    "绿植 消防栓 应急灯 黑板 白板 讲台 扩音器 储物柜 更衣柜 微波炉 冰箱 洗手液 急救箱 "
    "体温计 血压计 粉笔 教具 实验器材 钢琴 画架 考勤机 门禁卡 饭卡 校车 校服 工作服 "
    "体检套餐 慰问品 生日蛋糕 电影票 疗休养线路 课程表 值班表 报销单 请假条 听课本 "
    "教案模板 评分表 家长群 通知 例会 教研活动 公开课 培训 职称材料 课时津贴 加班补贴 "
    "班主任津贴 值周安排 监考安排 调课流程 采购流程 维修流程 财务报账"
)
TROUBLES = (
    "坏了很久 数量太少 位置偏僻 声音太大 又旧又暗 常常排队 漏水 掉漆 晃动 打不开 关不上 "
    "太烫 太冷 气味难闻 标识不清 开放太晚 关门太早 无人管理 重复登记 流程繁琐 通知太晚 "
    "标准不明 变动频繁 占用午休 夜里看不见 下雨积水 夏天暴晒 冬天结冰 信号差 速度慢 "
    "容易绊倒 有安全隐患 型号不配 账目不清 反馈拖延 报名名额紧张 照顾不到哺乳期同事 "
    "年纪大的同事吃不消 新同事不熟悉 外聘同事用不了"
)
WISHES = (
    "尽快检修 更换新的 再添两台 移到一楼 加装遮雨棚 铺防滑垫 贴上使用说明 改成网上预约 "
    "提前一周公布 每月公示 错峰使用 延长到晚上八点 中午也开放 设专人负责 轮流值守 "
    "加隔音棉 换成节能灯 装感应开关 划出专用区 并到一张表里 由信息中心统一管理 "
    "交总务处保养 列入暑期维修 纳入预算 征求意见后再定 减少次数 取消这一项 改为自愿 "
    "允许自选 折算课时 按月发放 张榜说明 建一个报修群 留一名联系人 每学年检查一次 "
    "请厂家来调试 换一家供应商 参照邻校做法 先试行一个月 做成二维码"
)
# Characters of the tail: names of makes, streets and subjects that stand only now and then.
TAIL = (
    "春华秋实兰芳竹菊梅松柏桐枫柳杨榆槐桂莲荷葵莓橙柚梨桃杏枣栗桑茶麦稻粟豆瓜蔬葱姜蒜椒盐糖醋酱油"
    "江河湖海溪泉潭渠堤岸桥渡港湾岛屿峰岭峡谷坡崖洞岩沙泥土石玉珠银铜铁铝锡钢瓷陶砖瓦木藤麻棉丝绸缎"
    "虎豹狼熊鹿兔鼠牛羊马驴猪狗猫鸡鸭鹅鸽雁燕雀鹰鹤鲤鲫虾蟹贝龟蛇蛙蜂蝶蚕蚁红橙黄绿青蓝紫黑白灰粉褐"
    "琴棋书画诗词歌赋戏曲舞影剧技武术拳剑刀枪弓箭盾甲盔袍衫裙裤鞋袜帽巾带扣针线尺秤斗升斤两钱币票券"
)


class Corpus:
    """Texts one after another; words are drawn as unevenly as people use them."""

    def __init__(self, seed: int = 1) -> None:
        self.dice = random.Random(seed)
        self.places, self.things = PLACES.split(), THINGS.split()
        self.troubles, self.wishes = TROUBLES.split(), WISHES.split()
        signs = sorted(set(TAIL))
        words = ["".join(self.dice.sample(signs, 2)) for _ in range(4_000)]
        self.tail, self.tail_weights = words, list(accumulate(1 / n for n in range(1, 4_001)))

    def _rare(self) -> str:
        return self.dice.choices(self.tail, cum_weights=self.tail_weights)[0]

    def micro(self) -> str:
        """Some thirty to sixty characters."""
        pick = self.dice.choice
        where = f"{pick(self.places)}{self.dice.randint(1, 6)}层"
        cause = f"{where}{self._rare()}{pick(self.things)}{pick(self.troubles)}"
        more = (
            f"，{self._rare()}{self._rare()}{pick(self.troubles)}"
            if self.dice.random() < 0.6
            else ""
        )
        wish = f"建议{pick(self.wishes)}，{self._rare()}{pick(self.wishes)}"
        return f"{cause}{more}，{wish}。"

    def title(self) -> str:
        pick = self.dice.choice
        return f"关于{pick(self.places)}{self._rare()}{pick(self.things)}{pick(self.wishes)}的提案"

    def paragraph(self, sentences: int) -> str:
        return "".join(self.micro() for _ in range(sentences))
