"""What only Telegram makes it necessary to say."""

SHORTENED = "您发的内容比较长，我只看了前 {limit} 个字。"
TOO_FAST = "您发得太快了，后面几条我没看。请等我答完这一条再发。"

CHART = "最近三十天，每天开始的排查，做完了多少。"
EXPORT = "这是我存的关于您的全部内容。"

END = "结束留言"
GO_AHEAD = (
    "好，请把想问的打给我，我转给工作人员。您在这里答过的，一起转。"
    "请别写姓名、证件号。他们答了，会发到这里。不说了就点“结束留言”。"
)
OPEN_ALREADY = "您正在给工作人员留言，直接打字就行。"
PASSED_ON = "转过去了。工作人员答了，会发到这里。"
ONLY_TEXT = "我只能转文字。请把想说的打给我。"
NOT_OPEN = "现在没有在给工作人员留言。"
ENDED_BY_YOU = "好，留言结束了。"
ENDED_BY_DESK = "工作人员说这次答完了，留言结束了。还有事，随时再来。"
DESK_SAYS = "工作人员：{text}"

# To operators. What belongs to a case begins with its number: `desk.NAMED` reads it there.
CASE = "个案 {number} · {title}"
OPENED = "新留言"
SAYS = "对方说"
ENDED = "结束"
LEFT = "对方结束了留言。"
BLOCKED = "对方停用了机器人，收不到消息了。"
FORGOTTEN = "对方删除了自己的全部记录。"
PASSED_TO = "已转给个案 {number}"
CLOSED = "个案 {number} 已结束，也告诉对方了。"
CLOSED_BEFORE = "个案 {number} 已经结束，这一条没有转出去。"
HOW_TO_ANSWER = "回复个案的任何一条消息，就是答复对方。回复 /done 结束。"
DESK_HELP = (
    "请回复某个个案的消息，我转给对方；没有回复到个案的，我不转。\n"
    "回复 /done：结束那个个案。\n/stats：统计。"
)
DESK_ONLY_TEXT = "我只能转文字，这一条没有转出去。"
NOT_PASSED_ON = "出错了，这一条没有转出去。请再发一次。"
DESK_COMMANDS = {"stats": "统计", "done": "回复个案的消息：结束它", "help": "怎么用"}

COMMANDS = {
    "start": "开始",
    "menu": "菜单：我能帮您查什么",
    "back": "回到上一步",
    "restart": "这一项重新开始",
    "why": "为什么问这个",
    "help": "怎么用",
    "big": "字少一点，按钮一行一个",
    "trad": "繁體字 / 简体字",
    "card": "把结论转给家人",
    "human": "找谁问，怎么说",
    "privacy": "存了什么，存多久",
    "export": "看看存了我什么",
    "forget": "删除我的全部记录",
}
COMMANDS_EN = {
    "start": "Start",
    "menu": "What I can look into for you",
    "back": "One step back",
    "restart": "Begin this one anew",
    "why": "Why this is asked",
    "big": "Fewer words, larger layout",
    "trad": "Traditional or Simplified Chinese",
    "card": "Pass your result on",
    "human": "Whom to ask, and what to say",
    "privacy": "What is kept, and for how long",
    "help": "How this works",
    "export": "Show everything kept about me",
    "forget": "Erase everything about me",
}
"""For people whose client is in English; the answers themselves are in Chinese."""
