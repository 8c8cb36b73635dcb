"""Free text over the shipped content: the trial questions, follow-ups, noise, and the reasons."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import app
from bot.cli import CONTENT_ROOT
from bot.content.matching import Context, Match
from bot.faq import explaining, lexicon, lines, wording
from bot.faq.scoring import relatives
from tests.shipped import guide

MATCHER = app.understanding(guide().content, CONTENT_ROOT)
TRIALS = lexicon.trials(CONTENT_ROOT)
NEAR = relatives(guide().content)
NOWHERE = Context()


def _fits(topic: str, wanted: str) -> bool:
    return topic == wanted or topic in NEAR.get(wanted, frozenset())


def _found() -> list[tuple[str, Match]]:
    return [(w, MATCHER.match(q, NOWHERE)) for w, qs in TRIALS.questions.items() for q in qs]


def test_the_lines_were_drawn_from_the_content_as_it_is() -> None:
    mark = wording.digest(guide().content, CONTENT_ROOT)
    assert lines.read(CONTENT_ROOT).digest == mark, "run: shebao calibrate"


def test_trial_questions_find_their_topic() -> None:
    found = _found()
    shown = [
        any(_fits(c.id, wanted) for c in m.top[: 1 if m.band == "answer" else 3])
        for wanted, m in found
        if m.band != "refuse"
    ]
    wrong = [
        (wanted, m.top[0].id)
        for wanted, m in found
        if m.band == "answer" and not _fits(m.top[0].id, wanted)
    ]
    assert sum(shown) >= 0.9 * len(found)
    assert len(wrong) <= 0.04 * len(found), wrong


def test_other_matters_are_declined() -> None:
    texts = [text for sort in TRIALS.none.values() for text in sort]
    answered = [text for text in texts if MATCHER.match(text, NOWHERE).band == "answer"]
    assert len(answered) <= 0.03 * len(texts), answered


@pytest.mark.parametrize(
    ("plain", "other"),
    [
        ("医保余额年底会清零吗", "醫保餘額年底會清零嗎"),
        ("医保余额年底会清零吗", "医保佘额年底会清零吗？？？"),
        ("医保余额怎么查", "yibao 余额怎么查"),
        ("医保账户有没有利息", "医保帐户有没有利息"),
    ],
)
def test_other_writings_mean_the_same(plain: str, other: str) -> None:
    expected = MATCHER.match(plain, NOWHERE)
    assert expected.band == "answer"
    assert MATCHER.match(other, NOWHERE).top[0].id == expected.top[0].id


def test_the_housing_fund_is_not_the_medical_account() -> None:
    assert MATCHER.match("公积金余额怎么提现", NOWHERE).top[0].id == "signpost-housing-fund"
    assert MATCHER.match("医保余额怎么提现", NOWHERE).top[0].id.startswith("medical-withdrawal")


def test_a_follow_up_repeats_the_question_for_another_account() -> None:
    first = MATCHER.match("医保个账能继承吗", NOWHERE).top[0].id
    assert first == "medical-inheritance"
    then = MATCHER.match("那养老的呢", Context(last_topic=first))
    assert then.top[0].id == "pension-inheritance"


def test_a_correction_repeats_the_question_for_another_person() -> None:
    first = Context(last_topic="medical-monthly-inflow")
    assert MATCHER.match("不对，我是退休的", first).top[0].id == "retiree-medical-inflow"
    zero = Context(last_topic="medical-balance-zero")
    assert MATCHER.match("我是新农合的", zero).top[0].id == "resident-medical-no-account"
    taken = Context(last_topic="medical-withdrawal-allowed")
    assert MATCHER.match("不是医保，是养老", taken).top[0].id == "pension-withdrawal"
    shared = Context(last_topic="family-sharing")
    assert MATCHER.match("是我儿媳妇", shared).top[0].id == "family-sharing"


@pytest.mark.parametrize("name", ["职工养老", "新农保", "养老保险", "灵活就业", "退休", "凭什么"])
def test_a_mere_name_is_no_question(name: str) -> None:
    assert MATCHER.match(name, NOWHERE).band == "clarify"


def test_a_name_that_is_a_topic_is_answered() -> None:
    for name, topic in (("累计储存额", "cumulative-storage-meaning"), ("年金", "signpost-annuity")):
        found = MATCHER.match(name, NOWHERE)
        assert (found.band, found.top[0].id) == ("answer", topic)


def test_who_says_what_is_asked_is_taken_at_their_word() -> None:
    zero = Context(last_topic="medical-balance-zero")
    assert MATCHER.match("我问的是养老能不能取", zero).top[0].id == "pension-withdrawal"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_survived(text: str) -> None:
    match = MATCHER.match(text, NOWHERE)
    assert len(match.top) <= 5
    scores = [candidate.score for candidate in match.top]
    assert scores == sorted(scores, reverse=True)
    MATCHER.alerts(text)


def test_the_reasons_of_an_answer_are_told() -> None:
    told = "\n".join(explaining.told(MATCHER.explain("醫保余额咋是零")))
    assert "医保" in told
    assert "medical-balance-zero" in told
    assert "band             answer" in told


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我不想活了", "despair"),
        ("我爸突然胸口疼喘不上气", "emergency"),
        ("有人说能帮我把医保套现打八折", "fraud"),
        ("有人说能帮我一次性补缴15年养老 五万块", "fraud"),
        ("有陌生的消费 我没去过那个药店", "fraud"),
        ("接到12393打来的电话说我违规", "fraud"),
        ("社保短信让我更新信息 有网址", "fraud"),
        ("药店让我多刷点给我换鸡蛋", "fraud"),
    ],
)
def test_alerts_come_when_the_words_call_for_them(text: str, kind: str) -> None:
    alerts = guide().content.alerts
    assert kind in {alerts[name].kind for name in MATCHER.alerts(text)}


@pytest.mark.parametrize(
    "text", ["我父亲去世了，医保里的钱怎么办", "医保余额为什么是0", "养老金几号发"]
)
def test_alerts_stay_away_from_plain_questions(text: str) -> None:
    assert MATCHER.alerts(text) == ()
