"""What `shebao new` writes: files and pieces that are whole, with marks where words are missing.

Each passes `shebao check`, which lists the marks as reminders until the last one is filled in.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date

from bot.authoring.schema import modeline
from bot.content.disk import CASES
from bot.content.files import DRAFT

PHRASES = 8
_NO_POLICY = "policy: false  # 说到政策就删掉这一行，写 cite: [依据的编号]"
_PLAIN = re.compile(r"[\w《〔][\w《》〔〕（）“”，。、：；？！·—… -]*")


def mark(words: str) -> str:
    """Where the author writes something."""
    return f"{DRAFT}：{words}〕"


def scalar(text: str) -> str:
    """A text as YAML reads it: in quotes unless it is plain."""
    plain = _PLAIN.fullmatch(text) and not text.endswith(" ")
    return text if plain else json.dumps(text, ensure_ascii=False)


def review(today: date) -> str:
    """Checked today, due in half a year."""
    month = today.month + 6
    year, month = today.year + (month - 1) // 12, (month - 1) % 12 + 1
    due = date(year, month, min(today.day, 28))
    return f"{{checked: {today}, due: {due}, owner: policy}}"


def flow(name: str, title: str | None, cite: Sequence[str], today: date) -> str:
    """A flow of one question and three outcomes."""
    says = "\n".join(f"  - {mark(f'{name} 的第 {n} 种问法，照人家平常说的写')}" for n in (1, 2, 3))
    rests = (
        f"cite: [{', '.join(cite)}]"
        if cite
        else "policy: false  # 说到政策就删掉这一行，写 cite: [依据的编号]"
    )
    return f"""{modeline(f"flows/{name}.yaml")}
title: {scalar(title or mark("菜单上的标题"))}
about: {mark("菜单里的一句说明")}
review: {review(today)}
start: first
say:  # 打这样的话，就进入这个流程
{says}
questions:
  first:
    ask: {mark("第一个问题，一次只问一件事？")}
    why: {mark("为什么要问这一题")}
    hint: {mark("到哪里看答案；没有就删掉这一行")}
    choices:
      "yes":
        label: {mark("一个回答")}
        say: []  # 打字时会怎么说，如 [是的, 有]
        goto: done
      "no":
        label: {mark("另一个回答")}
        goto: other
      unsure:
        label: 不清楚
        help: {mark("不清楚的人怎么弄清楚")}
        goto: ask_them
outcomes:
  done:
    title: {mark("一句话结论")}
    say: {mark("用大白话说明白")}
    steps: [{mark("接下来做什么")}]
    {rests}
  other:
    title: {mark("另一个结论")}
    say: {mark("用大白话说明白")}
    {rests}
  ask_them:
    title: {mark("还看不出来，先问清楚")}
    say: {mark("问清楚什么")}
    contact:
      - {{phone: "{mark("电话或机构")}", say: {mark("打通以后照着说的话")}}}
    policy: false
"""


def cases(name: str) -> str:
    """The tests of that flow: every way through it."""
    return f"""{modeline(f"flows/{name}{CASES}")}
# 一条测试一种情形：这样回答，应当得到哪个结论。
一个回答:
  given: {{first: "yes"}}
  expect: done

另一个回答:
  given: {{first: "no"}}
  expect: other

不清楚:
  given: {{first: unsure}}
  expect: ask_them
"""


def entry(name: str, title: str | None, cite: Sequence[str]) -> str:
    """An entry, as it stands in a file of entries."""
    says = "\n".join(f"      - {mark(f'{name} 的第 {n} 种问法')}" for n in range(1, PHRASES + 1))
    return f"""  {name}:
    question: {scalar(title or mark(f"{name} 的标准问法？"))}
    say:
{says}
    answer: {mark("先给结论，120 字以内")}
    detail: {mark("点“更多”才显示的说明")}
    applies: {mark("适用于谁")}
    cite: [{", ".join(cite)}]
    scope: 全国
"""


def entry_file(path: str, today: date) -> str:
    """The beginning of a file of entries."""
    return f"{modeline(path)}\nreview: {review(today)}\nentries:\n"


def city(name: str, title: str, keys: Mapping[str, Sequence[str]], today: date) -> str:
    """A place where nothing is known yet. `keys`: figure to find out → identities ("": all)."""
    rows = [
        f"  - {{key: {key}, {f'identity: {who}, ' if who else ''}status: unknown}}"
        for key, whom in keys.items()
        for who in whom
    ]
    return (
        f"""{modeline(f"knowledge/parameters/{name}.yaml")}
name: {scalar(title)}
say: []  # 别的叫法，如 [江城]
review: {review(today)}
# 下面是别的城市大多有的数字。查到一个，就把那一行改成
#   - {{key: …, value: "2", unit: "%", since: 2023-01-01, status: official, cite: [依据的编号]}}
# 没查到的留着 unknown：会告诉人家去问谁，不会乱说。
rows:
"""
        + "\n".join(rows)
        + "\n"
    )


def source(name: str, title: str) -> str:
    """A source, as it stands in its file."""
    return f"""{name}:
  title: {scalar(title)}
  scope: {mark("全国，或哪个省市")}
  note: {mark("要点，用自己的话。文号、施行日期核实了再写 number、since")}
"""
