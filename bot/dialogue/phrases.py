"""Every sentence the assistant says that no author wrote."""

NOT_SAID = "（没说）"
MENU_TITLE = "我能帮您查什么"
BACK = "上一步"
RESTART = "重新开始"
MENU = "回到菜单"
WHY = "为什么问这个"
ANSWERS = "看看或改我的回答"
STAY = "回到刚才的问题"
WHAT_IF = "如果换一个回答"
REAL = "回到我的结论"
ADOPT = "就按这个改"
RESULT = "回到结论"
CARD = "转给家人的卡片"
PICTURE = "要一张图"
SHARE = "发给家人，点开是同样结果"
SHARE_FLOW = "发给家人，请他也查一查"
COPY_PHONE = "复制电话 {phone}"
COPY_BRING = "复制要带的材料"
NONE_OF_THESE = "都不是"
FORGET_YES = "确认删除"
HELPED = "解决了"
NOT_HELPED = "没解决"

STEP = "{title} · 第 {step} 步"
STEPS_LEFT = "，还有 {left} 步"
MOST_STEPS_LEFT = "，最多还有 {left} 步"
LAST_STEP = "，最后一步"
NONE_TO_COME = "答完这一题就有结果。"
SO_MANY_TO_COME = "后面还有 {most} 题。"
FROM_TO_COME = "后面还有 {least} 到 {most} 题。"
HINT = "在哪里看：{hint}"
DO_THIS = "接下来："
CALL = "拨打 {phone}，这样说：“{say}”"
ASK_AT = "找{phone}，这样说：“{say}”"
WHY_TITLE = "为什么这样判断"
BRING = "要带的材料"
DO_THIS_TITLE = "接下来"
CALL_TITLE = "打电话这样说"
WAY = "怎么查到的"
WAY_BEFORE = "前面还有 {count} 题"
SEE_TEXT = "其余见文字。"
NOTE = "仅供参考"
BRING_LINE = "要带：{items}。"
FOR_REFERENCE = "仅供参考。{footer}"
BASIS = "依据"
APPLIES = "适用：{scope}　把握：{confidence}"
CHECKED = "本条于 {checked} 核对"
OVERDUE = "本条于 {checked} 核对，可能已更新"
YOUR_ANSWERS = "您的回答"
CONFIDENCE = {"high": "高", "medium": "中", "low": "低"}
BACK_IN = "好，接着说“{title}”。"

WAITING = "您上次的“{title}”还没做完。要接着做吗？"
DECIDED = "决定是这个结论的回答（改了，结论可能就不同）："
NOT_DECIDED = "改了也还是这个结论的回答："
WHY_ANSWERS = "是按您下面这些回答判断的。"
NOT_UNDERSTOOD = "这句我没看懂。请点下面的按钮，或者打按钮上的字；选第一个，打“1”也行。"
NOT_UNDERSTOOD_INPUT = "这句我没看懂。请直接回复{what}，说不准就点“{unsure}”。"
WHAT = {
    "number": "一个数字",
    "money": "金额，比如 5000 或一万二",
    "month": "年月，比如 1968年3月",
    "city": "城市名",
}
NOT_UNDERSTOOD_TWICE = "我还是没明白，怕说错误导您。问人更稳当。"
DECLINE = "这个我不懂，不敢乱说。"
KNOWS = "我只懂{subject}的事：{knows}。"
ASK_AGAIN = "换个说法再问一次，或从下面选一项。"
URGENT = "急着问人：{call}"
HELLO = "您好，我在。有什么想问的，用平常的话打给我就行。"
THANKS = "不客气。以后有弄不清的，随时来问。"
GLAD = "那就好。有弄不清的，随时来问。"
WHAT_WAS_WRONG = "没帮上您，对不住。是哪里不合适？点一下，我们好改。"
REASONS = {
    "unclear": "看不懂",
    "differs": "和我的情况不一样",
    "wrong": "信息不对",
    "other": "不是我问的",
}
NOTED = "谢谢，记下了，我们会改。"
NO_HUMAN = "我这里没有人工，可以打电话问。"
HUMAN_HERE = "您可以给工作人员留言，也可以打电话问。"
CALL_THIS = "这件事打 {phone}。"
READ_OUT = "打通以后，照着念就行："
SCRIPT_ABOUT = "您好，我想问：{title}。"
SCRIPT_SAY = "您好。{say}"
SCRIPT_ANY = "您好，我有一件{subject}的事想问。"
ANY_SUBJECT = "跟您这里有关"
SCRIPT_KNOWN = "我的情况："
COPY_SCRIPT = "复制这段话"
LEAVE_MESSAGE = "给工作人员留言"
DID_YOU_MEAN = "您是不是想问："
REDACTED = (
    "请不要发{kinds}。我没有保存，也用不着。请您把那条消息删掉，以后也不要发给任何自称客服的人。"
)
ALSO_NOTED = "我记下了：{facts}。说错了点“不对，重新问”。"
DROP_FACTS = "不对，重新问"
OLD_BUTTON = "这是前面的按钮。现在问的是下面这一题。"
OLD_BUTTON_IDLE = (
    "这是以前的按钮，那次排查已经结束了；30 天没来的，回答也删掉了。要不要重新来一次？"
)
UNSEEN = "这句是在下面这些出来之前发的，我没有当成回答。"
CHANGE_OFFER = "这一题您之前答的是“{old}”。要改成“{new}”吗？"
CHANGE = "改成“{new}”"
ONCE_MORE = "好，这一题重新答。"
CHANGED = "好，已改成“{new}”。"
DROPPED = "改了以后，这几题的回答用不上了：{titles}"
SWITCH_OFFER = "您正在做“{now}”。要换成“{new}”吗？现在的回答会放下。"
SWITCH = "换成“{new}”"
PICK_TO_SUPPOSE = "只是试试，不会改掉您的回答。换哪一条？"
SUPPOSED = "假如这样：{title}"
REAL_AGAIN = "刚才只是试试，这是您自己的结论。"
ADOPTED = "好，就按这个改了。"
RESUMED = "接着上次的“{title}”，前面的回答都记着。"
EXPIRED = "您有 30 天没来了，上次的回答已经删掉。要用就重新开始。"
RULES_CHANGED = "规则已更新：您上次的结论是“{before}”，按现在的规定是“{after}”。"
FIGURES_CHANGED = "“{title}”里的数字有更新，请看新的结果。"
RULES_ASK_MORE = "规则已更新：上次的结论是“{before}”，现在要再问一下才能定。"
FLOW_GONE = "您上次做的那项排查，现在没有了。请重新选一项。"
ASK_ANEW = "这一题改过了，请再答一次：{titles}"
NOTHING_YET = "现在没有在做的排查。请从下面选一项，或者直接把问题打给我。"
NO_RESULT_YET = "还没有结论。把下面这一题答完，就能做成卡片。"
PASSED_ON = "这是别人转给您的结果。您的情况可能不同，可以改下面的回答。"
OLD_LINK = "这个链接是旧的，里面的结果打不开了。您可以自己查一遍。"
NO_WAY_BACK = "已经是第一题了。"
ANSWER_ROW = "第 {number} 条：{answer}"
PICK_ANSWER = "点一条就可以改："
FORGET_ASK = "要把我这里存的您的对话全部删掉吗？删了就找不回来了。"
FORGOTTEN = "已全部删除。"
NOT_TEXT = {
    "voice": "我听不了语音。请用手机键盘上的话筒，把话转成文字再发给我。",
    "photo": "我看不了图片。请把屏幕上的字打给我，不要打证件号和卡号。",
    "sticker": "收到。有什么想问的，请打字告诉我。",
    "location": "我用不着您的位置。需要时我会问您在哪个城市。",
    "contact": "请不要发联系人给我，我没有保存。",
    "audio": "我听不了录音。请把想问的话打给我。",
    "video": "我看不了视频。请把想问的话打给我。",
    "video_note": "我看不了视频。请把想问的话打给我。",
    "animation": "动图我看不懂。有什么想问的，请打字告诉我。",
    "document": "我打不开文件，也没有保存。请把里面要问的那一句打给我，不要打证件号和卡号。",
    "venue": "我用不着地点。需要时我会问您在哪个城市。",
    "poll": "投票我答不了。有什么想问的，请打字告诉我。",
    "dice": "这个我不会玩。有什么想问的，请打字告诉我。",
    "story": "动态我看不了。请把想问的话打给我。",
    "paid_media": "付费的内容我看不了，您也不用付钱给我。请把想问的话打给我。",
}
NOT_TEXT_ELSE = "我只看得懂文字。请把想问的话打给我。"
HELP_WITH = "我帮您弄清{subject}的事。"
HELP = (
    "一次问一题，点按钮或打字都行；不知道就点“不清楚”。\n"
    "/menu 菜单　/back 上一步　/restart 重新开始\n"
    "/why 为什么问这个　/human 找人问\n"
    "/privacy 存了什么　/export 看看存的　/forget 全部删除\n"
    "/big 字少一点　/trad 繁体字"
)
PRIVACY = (
    "我存这些：您点的选项，您说过的情况（比如城市、年龄、金额），我最后发的那条消息，"
    "这个聊天的编号，最后一次来的时间。都是为了接着上次问。\n"
    "您打的原话，答完就删；上一个问题只留几个常用词。没听懂、没答好的问题，也只留几个常用词，"
    "姓名、地址、号码都去掉，不记是谁问的，90 天就删。有多少人来问，我也数一数，但不记是谁。\n"
    "姓名、证件号、卡号、密码，我都不要。您误发了，我先去掉再处理。\n"
    "30 天没来，自动全部删掉。想看存了什么，发 /export；想全部删掉，发 /forget，马上就查不到了。\n"
    "您转给别人的链接和图片里，带着那一次的回答，没有名字。"
)
BIG_ON = "好，以后每次少说一点，按钮一行一个。发 /big 可以换回来。"
BIG_OFF = "好，换回平常的样子。"
TRAD_ON = "好，以後用繁體字。发 /trad 可以换回简体。"
TRAD_OFF = "好，换回简体字。"
ALOUD_FLOW = "这要看个人情况，请点下面，私下一步步查。"
ALOUD_UNKNOWN = "这个我答不准，怕误导大家。请换个说法，或者点下面私下问我。"
ALOUD_HOW = "请在一句话里带上我的名字和问题，我来答。个人的情况请点我的头像，私下问。"
ASK_PRIVATELY = "私下问我"
PRIVACY_DESK = (
    "您给工作人员留的言，会转到他们的聊天里，证件号、电话先去掉。"
    "您发 /forget，我把转过去的也删掉；超过两天的，可能删不掉。"
)
EXPORT = "看看存了我什么"
EXPORTED = "我存的关于您的全部内容，都发给您了。"
FORGET_ALL = "全部删除"
KINDS_ELSE = "证件号、卡号、电话这类个人信息"
TURN_FAILED = "这一步出错了，很抱歉。请发 /restart 重新开始。"
CHOOSE_SECTION = "请选一类："
CHOOSE_TOPIC = "请选一项："
GO_DEEPER = "帮我一步步查"
SINCE = "何时起：{since}"
APPLIES_TO = "适用于：{who}"
CHANGED_SINCE = "和老说法不同：{changed}"
