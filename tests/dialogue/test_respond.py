"""What a person may do, and what then happens: over the help desk of a library."""

import msgspec

from bot.dialogue.session import Session
from tests.helpdesk import TODAY, guide
from tests.talk import Talk


def talk(*, flow: str | None = "card-blocked") -> Talk:
    begun = Talk(guide(), TODAY)
    if flow:
        begun.command("start", flow)
    return begun


def test_the_disclaimer_is_said_once() -> None:
    person = talk(flow=None)
    assert "以服务台答复为准" in person.command("start").replies[0].body
    assert all(r.body != "以服务台答复为准。" for r in person.command("menu").replies)


def test_a_flow_leads_to_its_outcome_by_taps() -> None:
    person = talk()
    for choice in ("desk", "adult", "yes"):
        person.press(choice)
    person.say("四十天")
    person.say("120块")
    assert person.node == "long"
    assert "120 元 × 10% = 12 元" in person.text
    assert "要付 12 元" in person.text
    assert person.last.cite == ("RULES 5",)


def test_the_same_flow_can_be_typed() -> None:
    person = talk()
    for text in ("前台", "大人的", "没有", "2015年6月"):
        person.say(text)
    assert person.node == "old"
    assert "2015年6月 办的证" in person.text
    assert "《读者守则》（馆发1号）第 7 条" in person.text


def test_not_sure_first_gets_help_and_then_leads_on() -> None:
    person = talk()
    person.press("unsure")
    assert "看看是谁的屏幕" in person.text
    assert person.node == "seen"
    person.press("unsure")
    assert person.node == "ask_desk"
    assert "我的证是（没说）" in person.text


def test_back_undoes_one_answer_at_a_time_to_the_start() -> None:
    person = talk()
    person.press("desk")
    person.press("adult")
    person.press("back")
    assert (person.node, person.answers) == ("kind", {"seen": "desk"})
    person.say("上一步")
    assert (person.node, person.answers) == ("seen", {})
    person.command("back")
    assert "已经是第一题" in person.text
    assert person.node == "seen"


def test_a_number_question_takes_digits_as_the_number() -> None:
    person = talk()
    for choice in ("desk", "adult", "yes"):
        person.press(choice)
    person.say("1")
    assert person.answers["days"] == "1"
    assert person.node == "short"
    assert "超期 1 天" in person.text


def test_a_button_may_stand_for_a_typed_value() -> None:
    person = talk()
    for choice in ("desk", "adult", "yes", "none"):
        person.press(choice)
    assert person.answers["days"] == "0"
    assert person.node == "since"


def test_what_is_out_of_range_is_told_and_asked_again() -> None:
    person = talk()
    for choice in ("desk", "adult", "yes"):
        person.press(choice)
    person.say("99999天")
    assert "0 到 3650 天" in person.text
    assert person.node == "days"


def test_a_called_flow_comes_back_with_its_outcome() -> None:
    person = talk()
    person.press("desk")
    person.press("unsure")
    assert person.node == "colour"
    person.press("blue")
    person.press("gold")
    assert person.node == "is_late"
    assert "成人证" in person.text
    person.press("back")
    assert (person.node, person.answers) == ("edge", {"colour": "blue"})
    person.press("back")
    person.press("back")
    assert person.node == "kind"


def test_an_outcome_can_lead_on_within_its_flow() -> None:
    person = talk()
    person.press("gate")
    assert person.node == "gate"
    person.press("服务台也说停用")
    assert person.node == "kind"
    person.press("back")
    assert person.node == "gate"


def test_a_double_tap_is_one_tap() -> None:
    person = talk()
    before = person.session
    person.press("desk")
    person.press_id("a.seen.desk", run=before.run, turn=before.turn)
    assert (person.node, person.answers) == ("kind", {"seen": "desk"})
    assert person.last.kind == "question"


def test_an_old_answer_button_offers_the_change_and_makes_it() -> None:
    person = talk()
    person.press("desk")
    person.press("adult")
    person.press_id("a.kind.child")
    assert "要改成“儿童证”吗" in person.text
    assert person.answers == {"seen": "desk", "kind": "adult"}
    person.press("改成“儿童证”")
    assert person.node == "child"


def test_a_change_keeps_later_answers_that_still_hold_and_names_the_others() -> None:
    person = talk()
    for choice in ("desk", "adult", "yes"):
        person.press(choice)
    person.say("40")
    person.command("answers")
    person.press_id("e.is_late")
    assert person.node == "is_late"
    person.press("no")
    assert person.answers == {"seen": "desk", "kind": "adult", "is_late": "no"}
    assert "超期了几天？" in person.text
    person.command("answers")
    person.press_id("e.seen")
    person.press("desk")
    assert person.answers == {"seen": "desk", "kind": "adult", "is_late": "no"}


def test_asking_again_can_be_called_off() -> None:
    person = talk()
    person.press("desk")
    person.command("answers")
    person.press_id("e.seen")
    person.command("back")
    assert (person.node, person.answers) == ("kind", {"seen": "desk"})


def test_buttons_of_an_earlier_run_do_nothing_silently() -> None:
    person = talk()
    old = person.session
    person.command("restart")
    person.press_id("a.seen.desk", run=old.run, turn=old.turn)
    assert (person.node, person.answers) == ("seen", {})
    assert "前面的按钮" in person.text


def test_forged_buttons_show_the_current_question() -> None:
    person = talk()
    for forged in (
        "",
        "a",
        "a..",
        "a.seen.nothing",
        "x.y.z",
        "o.gate.still",
        "c.kind.adult",
        "💥" * 9,
    ):
        person.press_id(forged)
        assert person.node == "seen"
        assert person.last.kind in ("question", "menu")


def test_a_question_in_the_middle_is_answered_and_the_flow_asked_again() -> None:
    person = talk()
    person.press("desk")
    person.say("图书馆几点开门？")
    assert "九点" in person.text
    assert person.last.kind == "question"
    assert (person.node, person.answers) == ("kind", {"seen": "desk"})


def test_noise_is_met_kindly_and_twice_with_a_way_out() -> None:
    person = talk()
    person.say("哈哈哈哈嘿嘿")
    assert "没看懂" in person.text
    assert person.last.kind == "question"
    person.say("哈哈哈哈嘿嘿")
    assert "555" in person.text
    assert person.node == "seen"


def test_an_emergency_stops_everything_else() -> None:
    person = talk()
    person.say("这里着火了")
    assert "119" in person.text
    assert person.last.kind == "notice"
    assert person.node == "seen"


def test_a_warning_comes_first_and_the_rest_is_still_answered() -> None:
    person = talk(flow=None)
    person.say("证可以借给别人用吗，几点开门")
    kinds = [reply.body for reply in person.turns[-1].replies]
    assert any("不能借给别人" in body for body in kinds)


def test_the_menu_reaches_everything() -> None:
    person = talk(flow=None)
    person.command("menu")
    person.press("时间地点")
    person.press("会议室怎么租？")
    assert "后勤处" in person.text
    person.command("menu")
    person.say("1")
    person.say("1")
    assert person.node == "seen"


def test_why_tells_why_it_is_asked_and_at_the_end_what_decided() -> None:
    person = talk()
    person.command("why")
    assert "不同的地方" in person.text
    person.say("前台")
    person.say("2")
    person.command("why")
    assert "服务台" in person.text
    assert "儿童证" in person.text


def test_what_was_said_before_is_filled_in_and_can_be_taken_back() -> None:
    person = Talk(guide(), TODAY, Session(facts={"kind": "child", "city": "nowhere"}))
    person.command("start", "card-blocked")
    assert "我记下了：儿童证" in person.text
    person.press("desk")
    assert person.node == "child"
    person.command("back")
    assert person.node == "kind"  # what was filled in unasked is asked now


def test_a_fact_can_be_taken_back_at_once() -> None:
    person = Talk(guide(), TODAY, Session(facts={"kind": "child"}))
    person.command("start", "card-blocked")
    person.press("facts")
    person.press("desk")
    assert person.node == "kind"


def test_facts_that_fit_no_question_are_left_out() -> None:
    person = Talk(guide(), TODAY, Session(facts={"kind": "nonsense"}))
    person.command("start", "card-blocked")
    assert "我记下了" not in person.text


def test_forgetting_empties_the_session() -> None:
    person = talk()
    person.press("desk")
    person.command("forget")
    person.press("确认删除")
    assert person.session.frames == ()
    assert "已全部删除" in person.text


def test_start_offers_to_go_on_where_one_left() -> None:
    person = talk()
    person.press("desk")
    person.command("start")
    assert "还没做完" in person.text
    person.press("回到刚才的问题")
    assert person.node == "kind"


def test_a_session_survives_its_json() -> None:
    person = talk()
    person.press("desk")
    person.press("unsure")
    person.press("blue")
    stored = msgspec.json.encode(person.session)
    assert msgspec.json.decode(stored, type=Session) == person.session


def test_greetings_and_thanks_are_no_misses() -> None:
    person = talk()
    for text, said in (("您好", "我在"), ("谢谢你", "不客气"), ("转人工", "没有人工")):
        person.say(text)
        assert said in person.text
        assert (person.node, person.session.misses) == ("seen", 0)


def test_traditional_characters_answer_too() -> None:
    person = talk()
    for choice in ("desk", "adult", "no"):
        person.press(choice)
    person.say("2024年1月")
    person.say("東市")
    assert person.answers["branch_city"] == "easton"


def test_deleting_can_be_confirmed_by_words() -> None:
    person = talk()
    person.press("desk")
    person.command("forget")
    person.say("确认删除")
    assert person.session.frames == ()
