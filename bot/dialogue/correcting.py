"""An earlier answer corrected in words: "不对，我是居民医保", "是三个月，我说错了"."""

import re

from bot.content.flow import Question
from bot.dialogue import choosing, given, inputs, moves, phrases, wording
from bot.dialogue.scene import Scene
from bot.dialogue.session import Reply, Turn

TAKEN_BACK = re.compile(
    r"^(?:哦|噢|啊|哎呀?|等等|等一下|抱歉|对不起|不好意思)*"
    r"我?(?:刚才|刚刚|前面|上面|上一题|上一个问题|那一?题|这里)*的?(?:是|我)?"
    r"(?:不对|(?:说|选|点|写|填|答|打|弄|搞)?错了?|更正|纠正|改一下|改成)"
    r"(?:了|啦|哦|啊|呀|吧|一下)*(?P<rest>.*)$"
)
TAKEN_BACK_AFTER = re.compile(r"^(?P<rest>.+?)我?(?:刚才|刚刚)?(?:说|选|点|写|填|答|打)错了?$")
NO_COMMA = re.compile(r"^(?:哦|噢|啊|哎呀?)*(?:不是的?|不)(?:$|(?=[\s，,。！!]))")
"""不是 takes back what was said only before a comma: 我不是… may say anything."""

DENIED = re.compile(r"^我?(?:刚才|刚刚)?不是.+?(?:而是|应该是|其实是|是)(?P<rest>.+)$")
INDEED = re.compile(r"^(?:哦|噢|啊|哎呀?)*(?:其实|实际上)(?P<rest>.+)$")
"""Corrects what led to a result; at a question it may just as well begin the answer."""

INSTEAD = re.compile(r"^(?:我|应该|应当|其实|实际上?|改成|换成|要选|选|是|就)+")
AGAIN = re.compile(
    r"^(?:我?(?:想|要)?(?:重新?|再|重)(?:选|来|答|填|问)(?:一下|一次|一遍|吧|过)*|了|吧)$"
)


def corrected(scene: Scene, text: str) -> Turn | None:
    """The turn of a correction; None when the text is none, or corrects nothing that is known."""
    if not any(given.every(scene)):
        return None
    rest = _instead(text)
    if rest is None and scene.position.ended and (found := INDEED.match(choosing.squeeze(text))):
        rest = found["rest"]
    if rest is None:
        return None
    if not rest or AGAIN.match(rest):
        return None if _answers_now(scene, text) else _asked_again(scene)
    return _changed(scene, (INSTEAD.sub("", rest) or rest, rest, rest.rpartition("是")[2]))


def _instead(text: str) -> str | None:
    """What is said instead of what is taken back; None when nothing is."""
    plain = NO_COMMA.sub("", text.strip())
    said = choosing.squeeze(plain)
    if plain != text.strip():
        return said
    for form in (DENIED, TAKEN_BACK, TAKEN_BACK_AFTER):
        if found := form.match(said):
            return found["rest"]
    return None


def _answers_now(scene: Scene, text: str) -> bool:
    """不对 may just be no to the question being asked."""
    question = scene.position.flow.questions.get(scene.position.node)
    return question is not None and choosing.choose(text, question) is not None


def _asked_again(scene: Scene) -> Turn | None:
    """Nothing said instead: the last question that was answered is asked again."""
    *_, last = given.every(scene)
    moved, replies = moves.ask_again(last.scene, last.answer.node)
    return moved.turn(Reply(kind="notice", body=phrases.ONCE_MORE), *replies)


def _changed(scene: Scene, readings: tuple[str, ...]) -> Turn | None:
    """The newest answered question that what was said answers otherwise."""
    for found in reversed([*given.every(scene)]):
        values = (_value(found.scene, found.question, reading) for reading in readings)
        value = next(filter(None, values), None)
        if value is None or value == found.answer.value:
            continue
        moved, replies = moves.give(found.scene, found.answer.node, value)
        label = wording.value_text(scene.guide.content, found.question, value)
        return moved.turn(
            Reply(kind="notice", body=phrases.CHANGED.format(new=label)), *replies, frozen=label
        )
    return None


def _value(scene: Scene, question: Question, text: str) -> str | None:
    """What a text answers to a question, as its canonical text. No numbers of choices here."""
    if question.input is not None:
        reading = inputs.read(text, question.input, scene.guide.content.places, scene.today)
        if isinstance(reading, str):
            return reading
    if choosing.ordinal(text) is not None:
        return None
    choice = choosing.choose(text, question)
    if choice is None:
        return None
    option = question.choices[choice]
    return option.value if option.value is not None else choice
