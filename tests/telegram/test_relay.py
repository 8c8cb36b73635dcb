"""People and operators, through the whole bot: who is answered, and what is left behind."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.telegram.office import DESK, Office, case_of
from tests.telegram.recording import rows
from tests.telegram.relaying import relaying
from tests.telegram.test_serve import tell
from tests.telegram.world import Person, World

Story = Callable[[World, Office], Awaitable[None]]


def at_the_desk(folder: Path, story: Story, desk: int = DESK) -> World:
    """Run a story with a bot that has a desk."""

    async def told(world: World) -> None:
        await story(world, Office(world, desk))

    return tell(folder, told, OPERATOR_CHAT_ID=str(desk))


async def leave_a_message(person: Person) -> None:
    """Up to the point where what is typed goes to the desk."""
    await person.send(text="/human")
    await person.taps("给工作人员留言", "我转给工作人员")


def test_a_person_is_answered_by_people(tmp_path: Path) -> None:
    async def story(world: World, office: Office) -> None:
        person = world.person()
        await person.say("/start umbrella")
        await person.press("还伞机")
        await leave_a_message(person)
        opened = await office.post("个案 1 · 新留言")
        assert "您好，我想问：雨伞还不了。" in opened.fields["text"]
        assert "我在哪里还伞？ 还伞机" in opened.fields["text"]
        await person.types("灯一会儿红，身份证号是110101199003078515", "转过去了")
        asked = await office.post("灯一会儿红")
        assert asked.fields["text"].startswith("个案 1 · 对方说\n")
        assert "19900307" not in asked.fields["text"]
        answered = await office.write("请拨 010-65001234 找小王", to=asked)
        await person.sees("工作人员：请拨 010-65001234 找小王")
        done = await office.post("已转给个案 1")
        assert done.fields["reply_parameters"]["message_id"] == answered
        await office.write("/done", to=opened)
        await office.post("个案 1 已结束")
        await person.sees("留言结束了")
        await office.write("还有一句", to=asked)
        await office.post("个案 1 已经结束，这一条没有转出去")
        await person.taps("回到刚才的问题", "什么颜色")
        assert "还有一句" not in str(person.screen())

    world = at_the_desk(tmp_path, story)
    assert "65001234" not in world.log.read_text("utf-8")


def test_what_is_typed_goes_to_the_desk_while_buttons_and_commands_work(tmp_path: Path) -> None:
    async def story(world: World, office: Office) -> None:
        person = world.person()
        await person.say("/start umbrella")
        await leave_a_message(person)
        await person.types("1", "转过去了")
        await office.post("对方说\n1")
        await person.types("/menu", "请选一类")
        await person.taps("雨伞", "请选一项")
        await person.taps("雨伞还不了", "您在哪里还伞")
        await person.send(voice={"file_id": "x"})
        await person.sees("只能转文字")
        await person.types("结束", "留言结束了")
        await office.post("对方结束了留言")
        await person.types("还伞机", "什么颜色")
        await person.types("/end", "现在没有在给工作人员留言")

    at_the_desk(tmp_path, story)


def test_leaving_a_message_can_be_chosen_by_number_and_by_words(tmp_path: Path) -> None:
    async def story(world: World, office: Office) -> None:
        first, second = world.person(), world.person()
        await first.say("/start umbrella")
        await first.send(text="给工作人员留言")
        await office.post("个案 1 · 新留言")
        await second.send(text="/human")
        await second.sees("请选一类")
        await second.send(text="给工作人员留言")
        await office.post("个案 2 · 新留言")

    at_the_desk(tmp_path, story)


def test_two_misses_lead_to_people(tmp_path: Path) -> None:
    async def story(world: World, office: Office) -> None:
        person = world.person()
        await person.types("今儿天不错啊您内", "我不懂")
        await person.send(text="吃了吗您内")
        await person.taps("给工作人员留言", "我转给工作人员")
        await office.post("个案 1 · 新留言")

    at_the_desk(tmp_path, story)


def test_without_a_desk_nobody_is_promised(tmp_path: Path) -> None:
    async def story(world: World) -> None:
        person = world.person()
        await person.types("/human", "请选一类")
        assert "没有人工" in str(person.screen())
        assert "留言" not in str(person.screen())
        await person.forge(max(person.screen()), "v1:0.0:desk")
        await person.shown(1)
        await person.types("/end", "/menu 菜单")

    tell(tmp_path, story)


def test_in_a_forum_each_case_has_its_topic(tmp_path: Path) -> None:
    async def story(world: World, office: Office) -> None:
        world.proxy.forums.add(DESK)
        first, second = world.person(), world.person()
        await leave_a_message(first)
        await leave_a_message(second)
        one, two = await office.post("个案 1 ·"), await office.post("个案 2 ·")
        made = world.proxy.made("createForumTopic")
        assert [call.fields["name"][:5] for call in made] == ["个案 1 ", "个案 2 "]
        threads = [call.result["message_thread_id"] for call in made]
        assert [c.fields["message_thread_id"] for c in (one, two)] == threads
        await second.send(text="第二个人的话")
        assert (await office.post("第二个人的话")).fields["message_thread_id"] == threads[1]
        await office.write("给第一个人", thread=threads[0])
        await first.sees("工作人员：给第一个人")
        await office.write("给第二个人", to=two, thread=threads[1])
        await second.sees("工作人员：给第二个人")
        before = len(office.posts())
        await office.write("我们自己聊聊", thread=4_000)
        await office.write("同事，你来答", to=77, thread=threads[0])
        await office.write("/done", thread=threads[0])
        assert (await office.post("个案 1 已结束")).fields["message_thread_id"] == threads[0]
        assert len(office.posts()) == before + 1
        await office.write("晚了一步", thread=threads[0])
        await office.post("个案 1 已经结束")
        assert "聊聊" not in str(first.screen())
        assert "同事" not in str(first.screen())

    at_the_desk(tmp_path, story)


def test_only_the_desk_can_answer(tmp_path: Path) -> None:
    async def story(world: World, office: Office) -> None:
        person, stranger = world.person(), world.person()
        await leave_a_message(person)
        opened = await office.post("个案 1")
        elsewhere = Office(world, DESK - 1)
        await elsewhere.write("我是骗子", to=opened)
        await Office(world, stranger.id).write("我也是骗子", to=opened)
        await stranger.shown(1)
        await office.write("普通聊天")
        await office.write("回同事的话", to=5)
        await office.write("我是工作人员", to=opened)
        await person.shown(1)
        assert not any("骗子" in text for text, _ in person.screen().values())
        assert person.last() == "工作人员：我是工作人员"
        await office.write(
            "匿名管理员",
            to=opened,
            as_the_group=True,
        )
        await person.sees("工作人员：匿名管理员")
        assert not elsewhere.posts()

    at_the_desk(tmp_path, story)


def test_an_operator_in_private_has_no_conversation_of_their_own(tmp_path: Path) -> None:
    async def story(world: World, office: Office) -> None:
        operator, person = world.person(office.chat), world.person()
        await operator.send(text="/start umbrella")
        await office.post("请回复某个个案的消息")
        await operator.forge(1, "v1:1.1:f.umbrella")
        await operator.send(text="没有回复任何消息")
        await leave_a_message(person)
        opened = await office.post("个案 1")
        await office.write("我来答", to=opened)
        await person.sees("工作人员：我来答")
        assert not world.proxy.made("createForumTopic")

    at_the_desk(tmp_path, story, desk=55_001)
    assert not rows(tmp_path / "bot.db", "SELECT * FROM chat WHERE chat_id = 55001")


def test_a_person_who_blocks_the_bot_ends_the_case(tmp_path: Path) -> None:
    """The server cannot queue such updates, so this one goes straight to the webhook."""

    async def story(world: World) -> None:
        office, person = Office(world), world.person()
        await leave_a_message(person)
        opened = await office.post("个案 1")
        await world.post_update(
            {
                "update_id": 999_999,
                "my_chat_member": {
                    "chat": {"id": person.id, "type": "private"},
                    "new_chat_member": {"status": "kicked"},
                },
            }
        )
        await office.post("对方停用了机器人")
        await office.write("还在吗", to=opened)
        await office.post("个案 1 已经结束")

    tell(tmp_path, story, webhook=True, OPERATOR_CHAT_ID=str(DESK))


def test_numbers_are_for_the_desk_alone(tmp_path: Path) -> None:
    async def story(world: World, office: Office) -> None:
        person, elsewhere = world.person(), Office(world, DESK - 1)
        await person.types("/start umbrella", "您在哪里还伞")
        await person.types("/stats", "/menu 菜单")
        await elsewhere.write("/stats")
        await office.write("/stats")
        told = await office.post("统计，截至")
        assert "开始排查：1 / 1 / 1" in told.fields["text"]
        assert "▇ 1　雨伞还不了：您在哪里还伞？" in told.fields["text"]
        await world.until(lambda: bool(world.proxy.made("sendPhoto")))
        (drawn,) = world.proxy.made("sendPhoto")
        assert drawn.fields["chat_id"] == DESK
        assert not elsewhere.posts()
        assert "统计" not in str(person.screen())

    at_the_desk(tmp_path, story)


def test_long_messages_reach_the_other_side_whole(tmp_path: Path) -> None:
    async def story(world: World, office: Office) -> None:
        person = world.person()
        await leave_a_message(person)
        await person.send(text="😀" * 2_045 + "完")
        last = await office.post("完")
        assert sum(c.fields["text"].count("😀") for c in office.posts()) == 2_045
        assert all(case_of(c) == 1 for c in office.posts())
        await office.write("答" * 4_090 + "毕", to=last)
        await person.sees("毕")

    at_the_desk(tmp_path, story)


def test_an_alarm_is_answered_at_once_all_the_same(tmp_path: Path) -> None:
    async def story(world: World, office: Office) -> None:
        person = world.person()
        await leave_a_message(person)
        await person.types("着火了", "转过去了。工作人员")
        assert "119" in str(person.screen())
        await office.post("着火了")

    at_the_desk(tmp_path, story)


def test_kill_9_mixes_nobody_up_and_loses_nothing(tmp_path: Path) -> None:
    assert asyncio.run(relaying(tmp_path, 4)) == []
