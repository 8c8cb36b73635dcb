"""Free text: an answer to the question being asked, a command in words, or a question."""

import re

import msgspec

from bot.content.flow import Question
from bot.content.matching import Context, Match
from bot.dialogue import (
    about,
    buttons,
    choosing,
    commands,
    human,
    inputs,
    moves,
    offering,
    phrases,
    pressing,
    show,
    topics,
    wording,
)
from bot.dialogue.correcting import corrected
from bot.dialogue.scene import Scene
from bot.dialogue.session import Chose, Reply, Turn, Typed

NEAR = 0.5
"""From this score on, a topic is worth showing to someone who was declined."""

COMMAND_WORDS = {
    "back": re.compile("返回|上一步|上一题|上一个问题|回上一步|退回去?|后退"),
    "restart": re.compile("重新开始|重来|从头来|从头再来|重新来|重新测|重新查"),
    "menu": re.compile(
        "菜单|主菜单|目录|回到菜单|首页|算了|不查了|不问了|退出|结束|不做了|一步步查|一步一步查"
    ),
    "why": re.compile("(?:为什么|为啥|干嘛|干吗)(?:要)?问(?:这个|我|这些)?|问这个干(?:嘛|什么|啥)"),
    "help": re.compile("帮助|怎么用|使用说明|help"),
    "answers": re.compile("(?:看看)?我的回答|修?改答案|改回答"),
    "card": re.compile("(?:结果|转发)?卡片|(?:转|发)给(?:家人|家里人|孩子|儿子|女儿|老伴|别人)"),
    "stay": re.compile("继续|接着来|接着问|回到刚才"),
    "hello": re.compile(
        "(?:你|您)好(?:啊|呀)?|hello|hi|在吗|在不在|有人吗|喂|早上好|下午好|晚上好"
    ),
    "thanks": re.compile("(?:好的?|嗯)?(?:谢谢|多谢|感谢|谢了|辛苦)(?:你|您|了|啦|啊)?"),
    "big": re.compile("大字|长辈(?:版|模式)|(?:字|说得?)?(?:大|少|简单)一?点|看不清|字太小(?:了)?"),
    "trad": re.compile("繁体(?:字|中文)?|(?:换|用|切换)(?:成|到)?繁体(?:字)?"),
    "export": re.compile("导出(?:我的)?(?:数据|记录|资料)?|(?:看看)?(?:你)?存了我?(?:些)?什么"),
    "forget": re.compile("(?:全部|都)删(?:除|掉|了)|(?:全部)?删除?我的(?:全部)?(?:数据|记录|资料)"),
    "human": re.compile("(?:转|找|要)?人工(?:服务|客服)?|客服|找人|有没有人工|转人工服务"),
}


def typed(scene: Scene, event: Typed) -> Turn:
    """What was offered; else warnings, the question being asked, commands in words, the topics."""
    text = scene.guide.matcher.simplify(event.text)
    if not event.seen and choosing.is_bare(text):
        return commands.shown_again(scene, Reply(kind="notice", body=phrases.UNSEEN))
    if press := offering.taken(scene.session, text):
        return pressing.pressed(scene, press)
    turn = _understood(scene, text)
    first = list(_warnings(scene, text))
    if event.redacted:
        body = phrases.REDACTED.format(kinds=phrases.KINDS_ELSE)
        first.insert(0, Reply(kind="notice", body=body))
    if not first:
        return turn
    stop = any(scene.guide.content.alerts[a].stop for a in scene.guide.matcher.alerts(text))
    if stop:
        return scene.turn(*first)
    if turn.miss == "refuse":
        # the warning is the answer; only the question that was waiting is shown again
        waiting = (r for r in turn.replies if r.kind == "question")
        return scene.turn(*first, *waiting)
    return msgspec.structs.replace(turn, replies=(*first, *turn.replies))


def _warnings(scene: Scene, text: str) -> list[Reply]:
    known = scene.guide.content.alerts
    return [topics.alert_reply(known[name]) for name in scene.guide.matcher.alerts(text)]


def _understood(scene: Scene, text: str) -> Turn:
    answered = corrected(scene, text) or _answered(scene, text)
    if answered is not None:
        return answered
    said = choosing.squeeze(text)
    for command, words in COMMAND_WORDS.items():
        if words.fullmatch(said):
            return commands.commanded(scene, command)
    return _matched(scene, text)


def _answered(scene: Scene, text: str) -> Turn | None:
    """The text as an answer to the question being asked."""
    if not scene.walking:
        return None
    position = scene.position
    question = position.flow.questions.get(position.node)
    if question is None:
        return None
    choice = _city_shown(scene, text, question) or choosing.choose(text, question)
    if choice is not None:
        return pressing.pressed(
            scene,
            Chose(
                button=f"a.{position.node}.{choice}", run=scene.session.run, turn=scene.session.turn
            ),
        )
    if question.input is None:
        return None
    places = scene.guide.content.places
    reading = inputs.read(text, question.input, places, scene.today) or _elsewhere(scene, text)
    if reading is None:
        return None
    if isinstance(reading, inputs.Misfit):
        return scene.turn(Reply(kind="notice", body=reading.message), moves.current(scene))
    moved, replies = moves.give(scene, position.node, reading)
    frozen = wording.value_text(scene.guide.content, question, reading)
    return moved.turn(*replies, frozen=frozen)


def _city_shown(scene: Scene, text: str, question: Question) -> str | None:
    """The city whose number or very name was typed: cities are in a row, and no number is one."""
    if question.input is None or question.input.city is None:
        return None
    shown, number = show.offered(scene.guide, question), choosing.ordinal(text)
    if number is not None:
        return shown[number - 1][0] if 0 < number <= len(shown) else None
    said = choosing.squeeze(text)
    return next((name for name, row in shown if choosing.squeeze(row.label) == said), None)


def _elsewhere(scene: Scene, text: str) -> str | None:
    """At a question for the city: one that is known by name, though nothing is known of it."""
    question = scene.position.flow.questions[scene.position.node]
    if question.input is None or question.input.city is None or inputs.NOT_THERE.search(text):
        return None
    city = scene.guide.matcher.facts(text).get("city")
    return inputs.OTHER if city and city not in scene.guide.content.places else None


def _matched(scene: Scene, text: str) -> Turn:
    walking = scene.walking and not scene.position.ended
    context = Context(
        flow=scene.position.name if scene.walking else None, last_topic=scene.session.last_topic
    )
    match = scene.guide.matcher.match(text, context)
    scene = scene.having(asked=scene.guide.matcher.reduce(text))
    if match.band != "refuse":
        facts = dict(scene.guide.matcher.facts(text))
        if facts.get("city") not in scene.guide.content.places:
            facts.pop("city", None)  # nothing is known of it that a flow could use
        scene = scene.having(facts=facts)
    if match.band == "answer" and match.top:
        return _answer_topic(scene, match, walking)
    if match.band == "clarify" and match.top:
        names = tuple(candidate.id for candidate in match.top[:3])
        reply = topics.clarify_reply(scene.guide.content, names, in_flow=walking)
        return scene.having(misses=0).turn(reply, miss="clarify")
    return _declined(scene, match, walking)


def _answer_topic(scene: Scene, match: Match, walking: bool) -> Turn:
    content, name = scene.guide.content, match.top[0].id
    if content.kind(name) != "flow":
        return commands.show_topic(scene, name)
    if walking and scene.position.answers:
        return _offer_switch(scene, name)
    if walking and name == scene.session.frames[0].flow:
        return scene.turn(moves.current(scene))
    return commands.start_flow(scene, name)


def _offer_switch(scene: Scene, name: str) -> Turn:
    content = scene.guide.content
    now, new = scene.position.flow.title, content.flows[name].title
    switch = buttons.topic(name, phrases.SWITCH.format(new=new), flow=True)
    body = phrases.SWITCH_OFFER.format(now=now, new=new)
    return scene.turn(Reply(kind="clarify", body=body, buttons=(switch, buttons.STAY), fresh=True))


def _declined(scene: Scene, match: Match, walking: bool) -> Turn:
    missed = scene.having(misses=scene.session.misses + 1)
    if missed.session.misses > 1:
        # what was asked before is not what was not understood; a flow's result still may be
        told = missed.session.last_topic in scene.guide.content.flows
        first = human.human_reply(
            missed if told else missed.having(last_topic=None), phrases.NOT_UNDERSTOOD_TWICE
        )
        return msgspec.structs.replace(commands.shown_again(missed, first), miss="refuse")
    if walking:
        said = Reply(kind="notice", body=_what_fits(scene))
        return missed.turn(said, moves.current(missed), miss="refuse")
    menu = topics.menu_reply(scene.guide.content)
    near = (c.id for c in match.top[:2] if c.score >= NEAR)
    nearest = tuple(topics.topic_button(scene.guide.content, name) for name in near)
    reply = Reply(
        kind="menu", body=about.declined(scene.guide.content), buttons=(*nearest, *menu.buttons)
    )
    return missed.turn(reply, miss="refuse")


def _what_fits(scene: Scene) -> str:
    question = scene.position.flow.questions[scene.position.node]
    if question.input is None:
        return phrases.NOT_UNDERSTOOD
    unsure = question.choices.get("unsure")
    return phrases.NOT_UNDERSTOOD_INPUT.format(
        what=phrases.WHAT[inputs.kind_of(question.input)],
        unsure=unsure.label if unsure else phrases.BACK,
    )
