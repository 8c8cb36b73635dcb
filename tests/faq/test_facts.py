"""The facts stated in a text: what counts as stated, what does not, and what flows make of them."""

import json
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import app
from bot.cli import CONTENT_ROOT, main
from bot.facts.figures import mark
from tests.shipped import guide
from tests.talk import Talk

MATCHER = app.understanding(guide().content, CONTENT_ROOT)

STATED = [
    ("女，52，在无锡自己交了二十一年", "age=52 sex=female identity=flexible city=无锡 years=21"),
    ("男 58 武汉 灵活就业", "age=58 sex=male city=武汉 identity=flexible"),
    ("月薪一万五，交社保按最低基数4986", "base=4986"),
    ("每月到手6500", "base=6500"),
    ("基数5千左右", "base=5000"),
    ("断交一年三个月", "gap_months=15"),
    ("停了一年半", "gap_months=18"),
    ("从没漏缴过", "gap_months=0"),
    ("有三個月冇繳費", "gap_months=3"),
    ("工作了二十年，社保只交了十二年", "years=12"),
    ("卡里就剩5块2了", "balance=5.2"),
    ("账户余额 1,234.56 元", "balance=1234.56"),
    ("余额变成0元了", "balance=0"),
    ("一九六五年十二月出生", "birth=1965-12"),
    ("我是65年3月的，女", "birth=1965-03 sex=female"),
    ("已经退了，68岁", "identity=retired age=68"),
    ("以前在单位上班，现在自己交", "identity=flexible"),
    ("俺是信阳哩，缴新农合", "city=信阳 account=medical identity=resident"),
    ("新农保交了10年", "account=resident-pension years=10"),
    ("我问的是社保卡，不是医保", "account=card"),
    ("男1970年6月 退休年龄", "birth=1970-06"),
    ("我76年9月的 女工人 几岁退", "birth=1976-09 sex=female"),
    ("67年4月的男的 现在就想退", "birth=1967-04 sex=male"),
    ("北京工资15000医保卡一月进300对吗", "city=北京 base=15000 account=medical"),
    ("我有15000在医保里", "balance=15000 account=medical"),
    ("上海退休 今年70 卡里打多少", "city=上海 age=70 identity=retired"),
]  # fmt: skip

PLACES = [
    ("去北京看病，我是石家庄的医保", "石家庄"),
    ("人在广州打工，社保在老家湖南衡阳交", "衡阳"),
    ("我户口在昆明，社保在大理", "大理"),
    ("我不在北京了，去年回的武汉，在武汉交", "武汉"),
    ("公司在杭州，给我交的是宁波的社保", "宁波"),
    ("人不在郑州", None),
    ("从长沙转到武汉了", None),
    ("如果我在北京上班呢", None),
    ("山东的，没说哪个市", None),
    ("北京路那个社保局", None),
]

PEOPLE = [
    ("我给我妈交的居民医保，她72了", "relation=parent age=72 identity=resident account=medical"),
    ("我42岁，我爸65，问我爸的", "relation=parent age=65"),
    ("儿子帮我打字，我72岁，天津退休", "age=72 city=天津 identity=retired"),
    ("我老公的妈妈能用我的医保吗", "relation=other account=medical"),
    ("我和老伴都退休了，在南京", "identity=retired city=南京"),
    ("大儿子三十，小儿子二十八，我五十六", "age=56"),
    ("同事说断了就没了", ""),
    ("北京退休老太太 医保每月给几个钱", "city=北京 account=medical"),
    ("爹是65岁的退休工人", "relation=parent age=65 identity=retired"),
    ("大哥你好，帮我看看", ""),
]

CORRECTED = [
    ("断了5个月，打错了，6个月", "gap_months=6"),
    ("缴费基数不是5500，是6500", "base=6500"),
    ("我在上海上班，哦不对是苏州，公司给交", "city=苏州 identity=employee"),
    ("我今年五十，哦说错了，五十一", "age=51"),
]

UNSAID = [
    "我今年快五十了，断了快半年",
    "断了3到5个月",
    "没断几个月",
    "如果断三个月会怎么样",
    "在上海买房中间断一个月算不算",
    "社保交了十五六年",
    "还差三年够15年",
    "基数五千多",
    "年薪12万",
    "退休工资3600",
    "工资扣了356",
    "房租两千",
    "单位没给我交社保",
    "单位交的那部分去哪了",
    "我能不能自己交社保",
    "我还有两年退休",
    "等我60岁能拿多少",
    "再过两年我就六十了",
    "1965年出生",
    "会清零吗",
    "养老和医保有什么区别",
    "养老院怎么收费",
    "先交5年还是交10年",
    "打12393没人接",
    "12393几点上班",
    "新单位说我在别处没停 交不进去",
    "惠民保自动扣了我89",
    "别人83块 我才66",
    "我65年三月初八生的",
]


def _facts(row: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in row.split())


@pytest.mark.parametrize(("text", "facts"), STATED + PEOPLE + CORRECTED)
def test_what_a_text_states(text: str, facts: str) -> None:
    assert MATCHER.stated(text) == _facts(facts)


@pytest.mark.parametrize(("text", "city"), PLACES)
def test_the_city_is_where_one_is_insured(text: str, city: str | None) -> None:
    assert MATCHER.stated(text).get("city") == city


@pytest.mark.parametrize("text", UNSAID)
def test_what_is_vague_asked_or_supposed_is_no_fact(text: str) -> None:
    assert MATCHER.stated(text) == {}


@pytest.mark.parametrize(
    ("text", "marked", "values"),
    [
        ("三块二毛五", "[m0]", ["3.25"]),
        ("1万7", "[n0]", ["17000"]),
        ("两年零三个月", "[t0]", ["27"]),
        ("四五年", "[?]", []),
        ("一直一共千万别", "一直一共千万别", []),
        ("八千块一直没动", "[m0]一直没动", ["8000"]),
        ("0.00", "零", []),
    ],
)
def test_figures_are_marked_by_kind(text: str, marked: str, values: list[str]) -> None:
    assert mark(text) == (marked, values)


def test_a_match_names_a_city_by_its_place_or_its_name() -> None:
    known = MATCHER.facts("我在郑州灵活就业，医保余额怎么是零")
    assert known["city"] == "zhengzhou"
    assert known["identity"] == "flexible"
    assert MATCHER.facts("洛阳的医保，灵活就业")["city"] == "洛阳"


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("我妈断停交了0一十两年月个岁块.,，。不是在北京[]基数余额零 男女"),
        max_size=60,
    )
    | st.text()
)
def test_any_text_is_read(text: str) -> None:
    assert MATCHER.stated(text) == MATCHER.stated(text)


def test_a_flow_takes_what_fits_and_ignores_what_does_not() -> None:
    talk = Talk(guide(), date(2026, 11, 25))
    turn = talk.say("四十八岁在北京上班，医保每个月划多少钱帮我算算，基数八千")
    assert any("北京、48 岁、8,000 元" in reply.body for reply in turn.replies)
    talk.command("menu")
    turn = talk.say("帮我测算退休后每月领多少，1971年3月生，基数500万")
    assert not any("500" in reply.body for reply in turn.replies)


def test_the_command_prints_numbers_as_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    asked = [{"q": "上海在职，卡里有12块5"}, {"q": "苏州的，断了俩月"}, {"q": "你好"}]
    lines = "\n".join(json.dumps(line, ensure_ascii=False) for line in asked)
    command = [sys.executable, "-m", "bot", "--content", str(CONTENT_ROOT), "understand", "--jsonl"]
    out = subprocess.run(command, input=lines.encode(), capture_output=True, check=True).stdout
    told = [json.loads(line) for line in out.splitlines()]
    assert [line["slots"] for line in told] == [
        {"city": "shanghai", "identity": "employee", "balance": 12.5},
        {"city": "苏州", "gap_months": 2},
        {},
    ]
    assert main(["--content", str(CONTENT_ROOT), "understand", "断了", "两个月"]) == 0
    assert capsys.readouterr().out == "gap_months: 2\n"
    assert main(["--content", str(CONTENT_ROOT), "understand"]) == 2
