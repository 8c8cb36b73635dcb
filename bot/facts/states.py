"""What a clause says a person is (how insured, which sex) and which account it speaks of."""

import re
from collections.abc import Iterator

HELD = r"(?:给|帮|替|我|都|一直|照常|照|正常|还|在|来|每月|统一|有)*"
IDENTITY = {
    "employee": re.compile(
        r"在职(?!工医|证|教育|研究生)|单位上班|公司上班|厂里?上班|(?:还|正"
        r"|仍)?在?(?<!从)(?<!上个)(?<!点)上班(?!的?时|的人|前|后|那|头|路|第)|在编"
        rf"|(?:单位|公司|厂里|老板|企业|学校){HELD}(?<![没不])交(?:着|社保|医保|养老|保险|的$"
        rf"|了?$|的?呢$)"
        r"|(?:单位|公司|厂里)(?:给|帮|照)交(?!的|多少|吗|过)|(?:单位|企业|公司)(?:的)?(?:在职"
        r"|正式)?(?:职工|员工)"
    ),
    "flexible": re.compile(
        r"灵活就业|自由职业|个体户|自费交|自己掏钱交?|(?:以)?个人(?:身份|名义)(?:交|参保)?"
        r"|(?:人事|档案)代理|存档交"
        r"|自己供社保|(?:自己|个人)(?:一直|接着|继续|每月|在|去|来|全额|单独|掏钱)*交"
        r"(?!的?(?:钱|部分|\[|比例|多少|本金|和|跟|利息|能|去|都?进|算)|的?那(?!种)|多少|哪"
        r"|[够满]|不起|什么|费比)"
    ),
    "retired": re.compile(
        r"退休(?:了(?!能|还能|以后|之后|会|要|怎么)|的(?!时|话|条件|年|钱|待遇|人|手续)|职工"
        r"|工人|教师|老师|老?干部|医生|护士|[\[\s]|$|人员(?=$|[\[\s])"
        r"|在家|好几年|多年|医保)|退了休(?!才|就|以后|之后|能|还|的人)|退的休|离休|已经?退休"
        r"|办(?:了|完|好|过)退休|返聘|(?:已经?|早就?|都)退了(?!保|费|款|钱|卡)"
        r"|(?<![辞劝清裁])退的$"
    ),
    "resident": re.compile(
        r"居民(?:基本)?医保|城乡居民(?!养老|基本养老)|新农合|合作医疗|农村医保|农合|学生医保"
        r"|少儿医保|一老一小"
    ),
    "unemployed": re.compile(
        r"(?<=.)失业$|失业(?:了|中|在家|人员|职工|状态|着|\[|后|期间)|领(?:着|的"
        r"|取)?(?:是)?失业(?:金|保险金)(?!条件|要|吗|怎么|需|多)|(?:没有?"
        r"|无)(?:正式)?工作(?!单位|过|人员)|无业|没上班|不上班了?|裁员了|被(?:单位|公司"
        r"|厂里?)?(?:裁|辞退|开除)"
    ),
}
STRONGER = {"unemployed": 0}
"""Ranks below 1: being without work says less than how one contributes all the same."""

OUT_BEFORE = {
    "retired": re.compile(
        r"(?:快|没|未|还没|尚未|要|准备|等|马上|即将|明年|后年|能|几岁|何时|什么时候|延迟|提前"
        r"|办|内|到|岁|想|会|可以|才|\]|前年底|距离|离|临近|接近|差不多)"
        r"(?:到|有|了|正式|就|办理?|要|点|该){0,8}$"
    ),
}
NO = re.compile(
    r"(?:不是|并非|不算|没有|不属于|别|非|除了|不|没|给|只有|光有|包括|含|只算|光算)(?:我|在|按"
    r"|的|交|办|参加|什么|去|有)?$"
    r"|(?:想|能|能不能|可以|怎么|打算|准备|转成?|改成?|改交|换成?|如果|要是|还是|或者?|变成?|和"
    r"|跟|与|比|参加|算不算|是不是|要|去)(?:转|改|交|办|参加|成|按|换)*$"
)
NO_AFTER = re.compile(
    r"^(?:的|人员|身份|职工|医保|和|交|交费)*(?:相?比|还是|或者|和居民|和职工|和灵活|跟|与"
    r"|的?区别|哪个|哪种|划算|条件|怎么办理?|怎么参|怎么交|怎么转)"
)
PAST = re.compile(r"以前|之前|原来|原先|曾经|早先|从前|当年|年轻时|过去|那时|那会|退休前")
NOW = re.compile(r"现在|如今|目前|后来")

ACCOUNT = re.compile(
    r"(?P<resident>居民(?:基本)?养老|新农保|农村(?:社会)?养老|农村那种养老|农村的养老|老农保"
    r"|城居保)"
    r"|(?P<none>个人养老金|养老院|养老机构|养老服务|养老公寓|养老社区|医保局|医保办|医保中心"
    r"|医保服务平台|企业年金|养老目标"
    r"|商业养老|(?:去|回|到|在)\S{0,3}养老(?=$|\s|了|呢|住)|养老生活|养老送终|防老)"
    r"|(?P<medical>医保|合作医疗|新农合|农合|医疗账户)|(?P<pension>养老)"
    r"|(?P<card>社保卡(?![里上内]?(?:面|的)*(?:医保|养老)))"
)
NO_ACCOUNT = re.compile(
    r"(?:不是|不问|别说|不说|除了|没有|不要|不关|没问|并非|不是问)(?:我|我的|问|说|问的|什么)?$"
)
UNRELATED = re.compile(r"^(?:没关系|无关|不用|先不)")

SEX = re.compile(
    r"^(?:我|本人|他|自己)?(?:是|性别:?)?(?:个|一个|一名)?(?P<alone>[男女])(?:的|性|士|同志"
    r"|职工|工人|生)?"
    r"(?:$|\s|\[[na]\d+\](?!.*(?:退|领|能|可以|办)))"
    r"|\[[ab]\d+\](?:出?生)?(?:的|\s)*(?P<after>[男女])(?:的|性|士|同志|职工|工人)?(?:$|\s|在)"
    r"|我是?(?:个|一个|一名)?(?P<mine>[男女])(?:的|性|同志|职工|工人)"
)


def identities(clause: str) -> dict[str, int]:
    """How a clause says a person is insured, each with how much it counts."""
    found: dict[str, int] = {}
    for name, rule in IDENTITY.items():
        for match in rule.finditer(clause):
            before, after = clause[max(0, match.start() - 8) : match.start()], clause[match.end() :]
            bars = OUT_BEFORE.get(name, NO)
            denied = bars.search(before) or (name == "retired" and NO.search(before))
            past = list(PAST.finditer(clause, max(0, match.start() - 24), match.start() + 2))
            gone = bool(past) and not NOW.search(clause[past[-1].end() : match.start()])
            if not denied and not gone and not NO_AFTER.match(after):
                found[name] = STRONGER.get(name, 1)
    return found


def sexes(clause: str) -> Iterator[str]:
    """The sex a clause tells, in so many words."""
    for match in SEX.finditer(clause):
        said = match["alone"] or match["after"] or match["mine"]
        yield "male" if said == "男" else "female"


def accounts(clause: str) -> Iterator[str]:
    """The accounts a clause speaks of."""
    for match in ACCOUNT.finditer(clause):
        kind = match.lastgroup
        denied = NO_ACCOUNT.search(clause[max(0, match.start() - 6) : match.start()])
        if kind == "none" or denied or UNRELATED.match(clause[match.end() :]):
            continue
        yield "resident-pension" if kind == "resident" else str(kind)
