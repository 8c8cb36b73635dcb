"""No personal number gets through, however it is written; nothing else is touched."""

import random
import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import LABELS, Redacted, redact

ROUNDS = 150
"""Numbers of each kind in each disguise: some 12,000 in all."""


# --- Numbers that could be someone's -----------------------------------------------------------


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def _born(chance: random.Random) -> str:
    return f"{chance.randint(1930, 2015)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"


def _region(chance: random.Random) -> str:
    return f"{chance.randint(11, 65)}{_digits(chance, 4)}"


def _id_card(chance: random.Random) -> str:
    first = _region(chance) + _born(chance) + _digits(chance, 3)
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True))
    return first + "10X98765432"[total % 11]


def _mistyped_id_card(chance: random.Random) -> str:
    return _region(chance) + _born(chance) + _digits(chance, 4)


def _old_id_card(chance: random.Random) -> str:
    return _region(chance) + _born(chance)[2:] + _digits(chance, 3)


def _mobile(chance: random.Random) -> str:
    return f"1{chance.randint(3, 9)}{_digits(chance, 9)}"


def _bank_card(chance: random.Random) -> str:
    first = "62" + _digits(chance, chance.randint(13, 16))
    total = 0
    for index, digit in enumerate(reversed(first)):
        doubled = int(digit) * (2 - index % 2)
        total += doubled - 9 * (doubled > 9)
    return first + str(-total % 10)


def _long(chance: random.Random) -> str:
    return str(chance.randint(1, 9)) + _digits(chance, chance.randint(15, 22))


def _passport(chance: random.Random) -> str:
    return chance.choice(("E", "G", "EA", "EK", "H", "M", "C")) + _digits(chance, 8)


def _social_card(chance: random.Random) -> str:
    return chance.choice("ABCDF") + _digits(chance, 8)


NUMBERS = (
    _id_card, _mistyped_id_card, _old_id_card, _mobile, _bank_card, _long, _passport, _social_card,
)  # fmt: skip


# --- How people write them ---------------------------------------------------------------------


def _as_is(number: str, _: random.Random) -> str:
    return number


def _full_width(number: str, _: random.Random) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in number)


def _spoken(number: str, _: random.Random) -> str:
    return number.translate(str.maketrans("0123456789", "〇一二三四五六七八九"))


def _as_on_cheques(number: str, _: random.Random) -> str:
    return number.translate(str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖"))


def _mixed(number: str, chance: random.Random) -> str:
    return "".join(chance.choice((_as_is, _full_width, _spoken))(c, chance) for c in number)


def _invisible(number: str, chance: random.Random) -> str:
    return "".join(c + chance.choice(("", "\u200b", "\u2060", "\ufeff", "\u00ad")) for c in number)


def _in_fours(number: str, chance: random.Random) -> str:
    gap = chance.choice((" ", "-", "·", "  ", " - ", "\u3000", "_", "."))
    return gap.join(number[i : i + 4] for i in range(0, len(number), 4))


def _one_by_one(number: str, chance: random.Random) -> str:
    return chance.choice((" ", "-", ".", "\u00a0")).join(number)


def _in_circles(number: str, _: random.Random) -> str:
    return number.translate(str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨"))


def _key_caps(number: str, _: random.Random) -> str:
    return "".join(c + "\ufe0f\u20e3" if c.isdigit() else c for c in number)


DISGUISES = (
    _as_is, _full_width, _spoken, _as_on_cheques, _mixed, _invisible, _in_fours, _one_by_one,
    _in_circles, _key_caps,
)  # fmt: skip
PLACES = (
    "{}",
    "我的是{}，帮我查一下",
    "老张{}的余额为0",
    "号码：{}。2024年办的",
    "查({})",
    "3200元，{}",
)


def _seen(text: str) -> str:
    """The digits a reader still sees, by other means than those under test."""
    chinese = str.maketrans("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖", "00123456789123456789")
    digits = []
    for character in text.translate(chinese):
        value = unicodedata.digit(character, None)
        if value is not None:
            digits.append(str(value))
    return "".join(digits)


@pytest.mark.parametrize("write", DISGUISES)
@pytest.mark.parametrize("number", NUMBERS)
def test_no_planted_number_gets_through(
    number: Callable[[random.Random], str], write: Callable[[str, random.Random], str]
) -> None:
    chance = random.Random(f"{number.__name__} {write.__name__}")
    for _ in range(ROUNDS):
        plain = number(chance)
        text = chance.choice(PLACES).format(write(plain, chance))
        found = redact(text)
        digits = re.sub(r"\D", "", plain)
        left = _seen(found.text)
        assert found.kinds, text
        assert not any(digits[i : i + 6] in left for i in range(len(digits) - 5)), text


@pytest.mark.parametrize(
    ("text", "kind", "left"),
    [
        ("我的号码11010519491231002X。", "id_card", "我的号码[身份证号]。"),
        ("110101-1990-03-07-1234", "id_card", "[身份证号]"),
        ("110101，19900307，1234", "id_card", "[身份证号]"),
        ("打138-1234-5678找我", "mobile", "打[手机号]找我"),
        ("+86 13812345678", "mobile", "+[手机号]"),
        ("008613812345678", "mobile", "[手机号]"),
        ("1、3、8、1、2、3、4、5、6、7、8", "mobile", "[手机号]"),
        ("13800 138000", "mobile", "[手机号]"),
        ("卡6222 0200 1234 5678", "long_number", "卡[长号码]"),
        ("010-12345678", "landline", "[电话号码]"),
        ("(0371)6789 1234", "landline", "([电话号码]"),
        ("写信到zhang.san+a@example.com.cn，谢谢", "email", "写信到[邮箱]，谢谢"),
        ("验证码是 384729", "secret", "验证码是 [密码]"),
        ("密码：abc123", "secret", "密码：[密码]"),
        ("384729是我的验证码", "secret", "[密码]是我的验证码"),
        ("社会保障号 123456789", "account", "社会保障号 [号码]"),
        ("个人编号12345678", "account", "个人编号[号码]"),
        ("身份证后六位 123456", "account", "身份证后六位 [号码]"),
        ("微信 wang_xiao88", "account", "微信 [号码]"),
        ("护照E12345678", "account", "护照[号码]"),
        ("12345678X", "document", "[证件号]"),
        ("E 1234 5678", "document", "[证件号]"),
    ],
)
def test_what_was_found_is_named(text: str, kind: str, left: str) -> None:
    found = redact(text)
    assert (found.text, found.kinds) == (left, (kind,))


def test_each_kind_is_told_once_in_the_order_of_the_text() -> None:
    found = redact("我13812345678，他13912345678，邮箱a@b.cn")
    assert found.kinds == ("mobile", "email")


@pytest.mark.parametrize(
    "text",
    [
        "我断缴3个月了，基数4588",
        "我2024年7月开始交，2024-07-15办的，2024/7/20到账",
        "2024.01.01-2024.12.31 缴费12个月",
        "20240101-20241231",
        "202401-202412 缴费",
        "2024-07-15 12:30 和 2024-08-15 09:05",
        "2019、2020、2021、2022年都交了",
        "2019 2020 2021 2022 四年",
        "二〇二四年七月十五日",
        "九八年参加工作，零三年下岗，一二三四五",
        "请拨打12393，或者12345、12333、12366",
        "12393 12345 12333 12366",
        "400-810-0000",
        "电话 12393 打不通",
        "国办发〔2021〕14号，京人社养发[2022]31号",
        "《社会保险法》第14条、第64条第2款",
        "基数3200，4500，5100，6200",
        "100 200 300 400 500 600",
        "1500 3200 元",
        "余额 12345.67 元，每月划 128.35",
        "账户里有120000元",
        "银行卡扣了 150000",
        "医保卡里有 12000 元",
        "工资 6500.00 5800.00 7200.50 8000.00",
        "每月3,200.50元，一年38,406.00元",
        "3200+4500+5100+6200=19000",
        "养老金 3,456.78 元/月，人民币 10000000",
        "单位8%，个人2%，比例 1:1.5，下限6727–33633",
        "我1962年8月生，今年62岁，240个月，120000元",
        "1、2、3、4、5、6、7、8、9、10",
        "社保卡 20240715 办的，第3代",
        "社保卡2023年办的",
        "身份证丢了怎么办",
        "卡号是什么，密码忘了怎么办，医保密码是几位",
        "验证码收不到，60 秒没到",
        "密码2024年改的",
        "方案A 2024-07-15",
        "手机上怎么查 2024 年的",
        "微信怎么绑卡",
        "a@",
        "",
    ],
)
def test_what_people_come_to_talk_about_is_left_alone(text: str) -> None:
    assert redact(text) == Redacted(text)


PIECES = (
    "1", "1 ", "1,", "1、", "12 ", "100 ", "1234 ", "12345678 ", "2024-07 ", "3200.50 ", "1.1.1.",
    "a", "a1", "1a ", "E1 ", "A 1234567 ", "@", "a@", "a.a.", "a@a.", "1@1.1 ", "零", "一、", " ",
    "验证码", "验证码a", "密码aaaa ", "身份证号", "身份证1", "身份证1 1 1 1 1 ", "卡号：", "QQ a_",
    "-1", "1 x", "1x", "。1", "1-%", "1111 1%", "\u200b", "1\u200b", "\ud800", "\0", "\uffff",
)  # fmt: skip


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_a_hundred_thousand_characters_come_to_an_end(piece: str) -> None:
    """A pattern that backtracked would not return in this life."""
    text = (piece * 100_000)[:100_000]
    again = redact(text + "@12345")
    assert len(again.text) <= len(text) + 100


@given(
    st.text(st.one_of(st.characters(), st.sampled_from("0123456789 -.,、@xX一二三零壹验证码卡号")))
)
def test_any_text_is_taken_and_twice_is_once(text: str) -> None:
    once = redact(text)
    assert redact(once.text).text == once.text
    assert set(once.kinds) <= set(LABELS)
    assert once.kinds or once.text == text
