"""What only Telegram makes it necessary to say."""

SHORTENED = "您发的内容比较长，我只看了前 {limit} 个字。"
TOO_FAST = "您发得太快了，后面几条我没看。请等我答完这一条再发。"

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
    "forget": "Erase everything about me",
}
"""For people whose client is in English; the answers themselves are in Chinese."""

DESCRIPTION = (
    "我帮您弄清社保个人账户的事：医保余额为什么是零、能不能取、断缴怎么办、养老账户怎么查。"
    "不要姓名、证件号、卡号，也不收钱。点下面的按钮开始。"
)
ABOUT = "社保个人账户，一步一步帮您查清楚。不要证件号，不收钱。"
