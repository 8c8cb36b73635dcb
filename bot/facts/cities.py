"""Which city a person is insured in, as far as they say so."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

NAMES = """
北京 上海 天津 重庆 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水
雄安 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 乌海
赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安盟 锡林郭勒 阿拉善 沈阳 大连 鞍山
抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 葫芦岛 长春 四平 辽源 通化 白山
松原 白城 延边 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江
黑河 绥化 大兴安岭 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州
宿迁 昆山 江阴 常熟 张家港 太仓 宜兴 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州
舟山 台州 丽水 义乌 慈溪 余姚 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山
滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德
晋江 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博
枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 郑州 开封 洛阳
平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源
武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 仙桃 潜江 天门
神农架 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西
广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远
东莞 中山 潮州 揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色
贺州 河池 崇左 海口 三亚 三沙 儋州 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁
内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝 甘孜 凉山 贵阳 六盘水
遵义 安顺 毕节 铜仁 黔西南 黔东南 黔南 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧
楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆 拉萨 日喀则 昌都 林芝 山南 那曲 西安
铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 天水 武威 张掖
平凉 酒泉 庆阳 定西 陇南 临夏 甘南 西宁 海东 海西 玉树 银川 石嘴山 吴忠 固原
中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 巴音郭楞 阿克苏 喀什 和田 伊犁 塔城 阿勒泰
石河子
"""
"""Prefecture-level cities and the like, without 市."""

ONLY_WITH_SHI = ["吉林", "朝阳", "来宾", "东方", "白银", "长安"]
"""Names that are also a province, a district or a word: a city only when 市 follows."""

NEAR = 12
"""Characters before and after a name that tell its role."""

OF_CITY = r"(?:市|这边|那边|这里|那里|本地|当地)*"
OUT_BEFORE = re.compile(
    r"(?:不是|没在|不在|不按|别按|不算|不属于|非|除了|老家|籍贯|户口|户籍|来自|住|搬到|搬去|搬回"
    r"|人(?:是|现在|还|都|一直)?)(?:是|在|我)?$"
    r"|(?:(?<![交参落])到|去|回|来|往|飞|离|从|转|跑)(?:了|过)?$"
    r"|(?:以前|之前|原来|原先|曾经?|早先|过去|从前|当年|年轻时|去年|前年|前些年)[^,]{0,5}$"
    r"|(?:想|打算|准备|如果|要是|假如)[^,]{0,4}$"
)
OUT_AFTER = re.compile(
    rf"^{OF_CITY}(?:看[病门急牙医大专]|住|就医|就诊|做|手术|治|旅游|旅行|玩|过年|过冬|带|帮|陪"
    rf"|照顾|读书|上学|念书|买|租"
    r"|出差|打针|体检|定居|生活|生孩|生娃|探亲|养老(?!保险|金|账|交|的|是)|户|长大|出生|开会"
    r"|路过|转|能|可以"
    r"|刷|用|报销|药店|的?(?:三甲|大|人民|中心|第?[一二三]院|协和)*医院|落户|购房|摇号|积分"
    r"|小异|石|路|街|大道|银行|时间|话|菜|火锅|大学|人.|机场|站|卫视|的?房|消费|备案)"
)
TIED_BEFORE = re.compile(
    r"(?:社保卡?|医保卡?|养老|保险|参保地?|交费地?|关系|新农合|交|参)"
    r"(?:是|都|还|一直|也|现在|目前|地|关系|金|:|\s)*(?:交在|交到|在|落在|挂在|是|:|\s)?$"
)
TIED_AFTER = re.compile(
    rf"^{OF_CITY}(?:在)?(?:交|参保|参的保|的?(?:职工|居民)?(?:社保|医保|养老保险|养老金|新农合)"
    r"|的?退休|退的休|灵活就业|自己交)"
)
WORK_AFTER = re.compile(rf"^{OF_CITY}(?:的?单位|的?公司|上班|工作|在职|打工|做事|干活|厂)")


class Mention(NamedTuple):
    """A city that may be meant, where it stands, and how closely it is tied to being insured."""

    city: str
    start: int
    rank: int


class Cities:
    """The cities known by name."""

    def __init__(self, aliases: Mapping[str, str]) -> None:
        """`aliases`: other names → names, such as 魔都 → 上海."""
        names = dict.fromkeys(NAMES.split(), "") | {f"{name}市": "" for name in ONLY_WITH_SHI}
        self._names = {name: name.removesuffix("市") for name in names}
        ambiguous = set(ONLY_WITH_SHI)
        self._names |= {a: n for a, n in aliases.items() if len(a) > 1 and a not in ambiguous}
        self._longest = _by_first(self._names)

    def _find(self, text: str) -> Iterator[tuple[str, int, int]]:
        at = 0
        while at < len(text):
            for name in self._longest.get(text[at], ()):
                if text.startswith(name, at):
                    yield self._names[name], at, at + len(name)
                    at += len(name) - 1
                    break
            at += 1

    def mentions(self, clause: str) -> Iterator[Mention]:
        """The cities of a clause in which the person may be insured."""
        for city, start, end in self._find(clause):
            rank = _rank(clause[max(0, start - NEAR) : start], clause[end : end + NEAR])
            if rank:
                yield Mention(city, start, rank)


def _by_first(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    rows: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        rows.setdefault(name[0], []).append(name)
    return {first: tuple(found) for first, found in rows.items()}


def _rank(before: str, after: str) -> int:
    """0: not the place insured in; 1: a place that is theirs; 2: works there; 3: insured there."""
    if OUT_BEFORE.search(before) and not re.search(r"(?:交|参保|医保|社保)(?:在|到)$", before):
        # 人在东莞上班: lives there, and works there all the same
        return 2 if before.endswith("人在") and WORK_AFTER.match(after) else 0
    if TIED_BEFORE.search(before) or TIED_AFTER.match(after):
        return 3
    if WORK_AFTER.match(after):
        return 2
    return 0 if OUT_AFTER.match(after) else 1
