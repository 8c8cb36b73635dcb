"""What Chinese names are made of: for telling a name from a word that looks like one.

Not a register. It is used to leave words out, so a character too many costs a word; one too few
is caught all the same where the name holds any character that is no word of ours.
"""

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏"
    "吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃"
    "武钱戴严莫孔向常汤康易乔文牛樊葛邢安齐庞颜施庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒"
    "阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳穆农司卓"
    "古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫柏宗瞿桂佟应臧闵苟邬边卞姬师仇栾隋查池温单洪戈水平全揭云乐时"
)
"""First characters of surnames, the common ones first."""

GIVEN = frozenset(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文志永梅德春金荣贵福生龙元全胜学祥"
    "才发武新利清飞彬富顺信子昌成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮思群豪心邦承乐绍功松"
    "善厚庆民友裕河哲江浩亮政谦亨奇固之轮翰朗伯宏言若鸣朋斌梁栋维启克伦翔旭鹏泽晨辰士以家致树炎行"
    "泰雄琛钧冠策腾楠榕风航弘淑惠珠翠雅芝萍娥玲芬燕彩菊凤洁琳素云莲真环雪爱妹香月莺媛瑞凡佳嘉琼勤"
    "珍贞莉娣叶璧璐娅琦晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓纨仪荷丹蓉眉君琴蕊薇菁梦岚苑婕馨"
    "韵融园艺咏卿聪澜纯毓悦昭冰爽琬茗羽希欣飘育滢馥筠柔竹霭凝晓欢霄枫芸菲寒伊亚宜姬舒影荔枝俊峰保"
    "东辉力健世广义兴良海山仁波宁兵斌权根长运传喜万水火土木石双四五小大一正立方圆同向阳日升恒久远"
    "理礼智忠孝廉俭恭让温银铁钢铜宝虎豹熊牛马骏驹鹤鸿鹰凯旋捷帆舟宇轩昂昊昱晖曦煜炜焕灿烁煊熙然烨琪"
    "珂玮珺璇钰铭锋锐钊鑫森淼垚焱毅坤乾培城墨语诗涵雨霜冬夏梓萱年盛景高白云霖尧舜禹"
)
"""Characters of given names."""

PLACES = tuple("厂村镇乡县区路街巷庄屯寨院校店局楼园苑社站")
"""How the names of places, firms and offices end."""


def reads_as_name(word: str) -> bool:
    """Whether a word could as well be somebody's whole name: 高兴, 黎明."""
    return len(word) in (2, 3) and word[0] in SURNAMES and GIVEN.issuperset(word[1:])


def is_address(word: str) -> bool:
    """Whether a word is how somebody is called: 老王, 小李, 阿明."""
    return len(word) == 2 and word[0] in "老小阿" and word[1] in SURNAMES | GIVEN
