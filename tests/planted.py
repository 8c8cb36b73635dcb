"""People who do not exist, and what they let slip when they ask: to be found nowhere afterwards."""

import random
from dataclasses import dataclass

SURNAMES = (
    *"王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏",
    *"钱查万金方安常白温单向时平全管水云乐亓仉逄邸佴笪訾郗佟麴胥缑阚禤揭晁",
    "欧阳", "司马", "诸葛", "上官", "慕容", "尉迟", "皇甫", "令狐",
)  # fmt: skip
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文志永梅德春金荣贵福生龙元胜学祥才发"
    "新利清飞富顺信昌成康星光天安中茂进林有坚和震振思群心邦乐松善庆民友河江浩亮政奇朗宏朋斌维翔鹏泽"
    "晨家树盛雄翠芝萍燕彩凤洁琳素云莲雪爱妹香月媛佳嘉琼珍贞晶茜秋倩婷颖露瑶怡梦馨悦冰欣晓子涵轩宇睿"
    "彧翊昶劼嫕龑甯犇懿晟"
)
WORDS = (
    "建国", "国庆", "胜利", "健康", "平安", "和平", "向前", "光明", "文明", "爱国", "满意", "成功",
    "进步", "志强", "秀英", "桂兰", "小明", "大伟", "有才", "长寿", "保安", "来福", "文静", "海燕",
)  # fmt: skip
"""Given names that are words."""

DISTRICTS = ("金水区", "二七区", "朝阳区", "江岸区", "长清县", "上蔡县", "海曙区", "滨江新区")
ROADS = (
    "花园路",
    "人民路",
    "建设东路",
    "翠竹街",
    "黄河大道",
    "银杏巷",
    "中山路",
    "幸福胡同",
    "育才街",
)
COMPOUNDS = ("阳光花园", "锦绣家园", "向阳小区", "碧水苑", "和平里", "紫金公寓", "纺织厂家属院")
VILLAGES = ("刘庄村", "大王屯", "柳树沟村", "李家营", "石桥镇")
FIRMS = ("鑫源建材", "宏达物流", "晨光文具", "福满楼", "顺发五金", "阳光幼儿园", "第三纺织厂")
SHAPES = (
    "我叫{name}，医保余额为什么是零",
    "我爸{name}的医保卡里没钱怎么回事",
    "{name}的医保怎么转走",
    "{name} 医保 余额 查不到",
    "{name}医保怎么断了",
    "我是{name}，住在{road}，养老金怎么没涨",
    "帮我查一下{name}的社保余额",
    "我老婆叫{name}身份证{identity}医保断了怎么办",
    "我电话{phone}，姓名{name}，医保的事请回电",
    "{spaced} 想问医保能不能取",
    "{firm}公司不给我交社保，老板叫{name}",
    "{village}的{name}去世了，医保里的钱怎么取",
    "我妈妈{name}今年67岁，住{district}{compound}，社保卡丢了去哪里补",
    "{name}和{other}是两口子，医保能不能一起用",
    "户主：{name}；地址：{district}{road}{number}号{compound}3号楼2单元501；想问医保余额",
    "联系我{email}，医保网上怎么查，{name}",
    "我姓名是{name}账户里面怎么没有钱",
    "上次{name}医生在{district}医院说医保不能报，怎么办",
    "请问{name}女士的养老保险交了多少年",
    "为什么{name}（{district}{village}）的医保每个月少了钱",
    "我家在{road}{number}号，{compound}旁边，附近哪里能办社保",
    "医保没到账，经办人{name}，电话 {phone}",
    "我跟{name}都是{firm}的，单位断缴了医保怎么办",
    "給{name}交的醫保怎麼沒有了",
    "手机话费余额怎么转给{name}",
    "{name}的车票什么时候能退",
)


@dataclass(frozen=True, slots=True)
class Planted:
    """A question, and the strings in it that are somebody's."""

    text: str
    names: tuple[str, ...]
    """Whole names, and given names of two characters."""
    others: tuple[str, ...]


def _name(chance: random.Random) -> tuple[str, str]:
    surname = chance.choice(SURNAMES)
    if chance.random() < 0.25:
        return surname, chance.choice(WORDS)
    return surname, "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))


def planted(chance: random.Random, shape: str) -> Planted:
    """Somebody new, asking in this way."""
    (surname, given), (other, theirs) = _name(chance), _name(chance)
    slots = {
        "name": surname + given,
        "spaced": " ".join((surname, *given)),
        "other": other + theirs,
        "district": chance.choice(DISTRICTS),
        "road": chance.choice(ROADS),
        "compound": chance.choice(COMPOUNDS),
        "village": chance.choice(VILLAGES),
        "firm": chance.choice(FIRMS),
        "number": str(chance.randint(100, 999)),
        "identity": f"4101{chance.randint(10, 99)}19550715{chance.randint(1000, 9999)}",
        "phone": f"1{chance.randint(30, 99)}{chance.randint(10**7, 10**8 - 1)}",
        "email": f"wang.{chance.randint(100, 999)}@example.com",
    }
    used = {name: value for name, value in slots.items() if f"{{{name}}}" in shape}
    people = [(surname, given)] * ("{name}" in shape) + [(other, theirs)] * ("{other}" in shape)
    names = [first + last for first, last in people]
    names += [last for _, last in people if len(last) > 1]
    others = [value for slot, value in used.items() if slot not in ("name", "other", "number")]
    return Planted(shape.format(**slots), tuple(names), tuple(others))
