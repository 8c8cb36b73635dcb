"""What an editor tells authors beside each key: in plain Chinese, with an example.

Keys of the models that describe themselves (`Meta`) need no words here; every definition has.
"""

from typing import Any, NamedTuple


class Kind(NamedTuple):
    """What one kind of thing is, and how it is written: shown as a whole when it is completed."""

    about: str
    example: Any


KINDS: dict[str, Kind] = {
    "Flow": Kind(
        "一个流程：一步步问，最后给出结论。文件名就是它的编号。",
        {"title": "医保余额为什么是 0", "about": "一步步找出原因", "start": "insurance"},
    ),
    "Review": Kind(
        "什么时候核对过，什么时候该再核对",
        {"checked": "2026-11-22", "due": "2027-05-22", "owner": "policy"},
    ),
    "Rule": Kind(
        "一条规则。从上往下看，第一条成立的算数；最后一条不写 when，就是其他情况。",
        {"when": "months > 3", "goto": "lapsed"},
    ),
    "Choice": Kind(
        "一个选项（按钮）。编号定了就不改，按钮上的字可以改。",
        {"label": "居民医保", "say": ["新农合"], "goto": "no_account"},
    ),
    "NumberInput": Kind("填一个整数", {"min": 0, "max": 600, "unit": "个月"}),
    "MoneyInput": Kind("填一笔钱（元）", {"min": "0", "max": "100000"}),
    "MonthInput": Kind("填年月；不写 max 就到本月为止", {"min": "1992-01"}),
    "CityInput": Kind("选一个城市，或说“其他城市”", {"offer": ["wuhan", "beijing"]}),
    "Input": Kind(
        "可以打字填的东西，四种里写一种", {"number": {"min": 0, "max": 600, "unit": "个月"}}
    ),
    "Question": Kind(
        "一个问题：一次只问一件事，要有“不清楚”这个选项。",
        {"ask": "您参加的是哪一种医保？", "why": "只有职工医保设个人账户。"},
    ),
    "Call": Kind(
        "先走另一个流程，回来以后按它的结论接着走", {"flow": "which-account", "then": "balance"}
    ),
    "Contact": Kind("找谁，照着怎么说", {"phone": "12393", "say": "请问我的医保为什么是 0？"}),
    "Offer": Kind(
        "结论下面的一个按钮：goto、flow、entry 里写一个",
        {"label": "去哪里查", "flow": "where-to-query"},
    ),
    "Outcome": Kind(
        "一个结论：先说明白，再说做什么、凭什么",
        {"title": "居民医保没有个人账户", "say": "显示 0 是正常的。", "cite": ["JB20"]},
    ),
    "Source": Kind("一份依据：法律、规定、通知", {"title": "社会保险法", "scope": "全国"}),
    "Entry": Kind(
        "一个条目：一个常问的问题和它的回答",
        {"question": "医保的钱几号到账？", "answer": "各地不同。", "cite": ["GBF21-14"]},
    ),
    "EntryFile": Kind("一个条目文件", {"entries": {}}),
    "Signpost": Kind(
        "指路条目：不回答，只说找谁、怎么问",
        {"question": "报销找谁？", "contact": [{"phone": "12393", "say": "请问怎么报？"}]},
    ),
    "Alert": Kind("提醒：听到这些话，先说这一段", {"kind": "fraud", "any": ["验证码"]}),
    "About": Kind("这个助手管什么事，答不了时打哪里", {"subject": "社保个人账户"}),
    "Section": Kind("菜单里的一个栏目", {"title": "一步一步查", "items": ["which-account"]}),
    "Menu": Kind("菜单、欢迎的话和声明", {"footer": "以当地答复为准。"}),
    "Row": Kind(
        "一行参数：一个数字，对谁、从何时起、凭什么",
        {"key": "medical.active_percent", "value": "2", "unit": "%", "status": "official"},
    ),
    "Place": Kind("一个城市（或全国）的数字", {"name": "武汉", "rows": []}),
    "Case": Kind(
        "一条测试：这样回答，应当得到哪个结论",
        {"given": {"insurance": "resident"}, "expect": "e01"},
    ),
}

FIELDS: dict[str, str] = {
    "Alert.any": "有其中一个词就提醒",
    "Alert.cite": "依据的编号",
    "Alert.contact": "找谁",
    "Alert.kind": "emergency 急救，despair 想不开，fraud 诈骗，evasion 想钻空子",
    "Alert.say": "要说的话，300 字以内",
    "Alert.stop": "true：这一次不再回答别的",
    "Alert.unless": "有这些词就不提醒",
    "Alert.with_any": "另外还要有其中一个词",
    "Call.then": "回来以后去哪个节点，或者按结论写几条规则",
    "Case.expect_slots": "从 free_text 里应当听出来的：通用事实: 值",
    "Case.given": "问题的编号: 选项的编号，或照着打的话",
    "Choice.goto": "选了它去哪个节点，或者写几条规则",
    "Entry.cite": "依据的编号，可加条款，如 SIL 14；至少一个",
    "Entry.confidence": "有几分把握：high、medium、low",
    "Entry.related": "相关条目、流程的编号",
    "Entry.review": "单独的核对日期；不写就用文件开头的",
    "Entry.scope": "适用范围，如 全国、因地而异",
    "EntryFile.entries": "编号: 条目",
    "EntryFile.review": "这个文件里的条目什么时候核对过",
    "Flow.branches": "编号: 规则列表。不问人，自己按条件决定去哪里",
    "Flow.calls": "编号: 要先走的另一个流程",
    "Flow.outcomes": "编号: 结论",
    "Flow.questions": "编号: 问题",
    "Flow.review": "什么时候核对过",
    "Flow.start": "第一个问题的编号",
    "Flow.title": "标题，24 字以内，也是菜单上的字",
    "Input.city": "填城市",
    "Input.money": "填金额",
    "Input.month": "填年月",
    "Input.number": "填整数",
    "Menu.sections": "编号: 栏目",
    "Menu.welcome": "一开始说的话",
    "MoneyInput.max": "最多多少元",
    "MoneyInput.min": "最少多少元",
    "MonthInput.max": "最晚哪个月，如 2026-11；不写就是本月",
    "MonthInput.min": "最早哪个月，如 1992-01",
    "NumberInput.max": "最大是几",
    "NumberInput.min": "最小是几",
    "NumberInput.unit": "单位，如 个月、岁、年",
    "Offer.entry": "看哪个条目",
    "Offer.flow": "去哪个流程",
    "Offer.goto": "去本流程的哪个节点",
    "Offer.label": "按钮上的字",
    "Outcome.cite": "依据的编号，可加条款，如 SIL 14",
    "Outcome.confidence": "有几分把握：high、medium、low",
    "Outcome.contact": "还是不清楚，找谁、照着怎么说",
    "Outcome.next": "编号: 结论下面的按钮",
    "Outcome.reason": "原因代码，如 R1、E01；一个流程里要么都有要么都没有",
    "Place.review": "这个文件什么时候核对过",
    "Place.rows": "一行一个数字",
    "Question.choices": "编号: 选项。要有 unsure（不清楚）",
    "Question.input": "可以打字填什么",
    "Row.age_below": "多少岁以下（不含）",
    "Row.age_from": "从多少岁起（含）",
    "Row.cite": "依据的编号；official、provisional 都要有",
    "Row.identity": "对哪种人：employee 在职、flexible 灵活就业、retired 退休、resident 居民",
    "Row.key": "是什么数字；看别的城市文件里怎么写",
    "Row.note": "要说明的事",
    "Row.since": "从哪天起",
    "Row.status": "official 有正式文件，provisional 暂定或转述，unknown 没有核实到（不写 value）",
    "Row.unit": "单位，如 %、元/月",
    "Rule.goto": "成立时去哪个节点",
    "Section.items": "流程、条目、指路条目的编号，照显示的顺序",
    "Section.title": "栏目的名字",
    "Signpost.contact": "找谁，照着怎么说；至少一个",
    "Signpost.flow": "可以进一步排查的流程",
    "Signpost.question": "标准问法",
    "Signpost.related": "相关条目、流程的编号",
    "Signpost.say": "真人会怎么问",
    "Source.title": "全称",
}
"""Model and key → what an author should write there."""
