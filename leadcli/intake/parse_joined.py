"""A name and a title written as one word: 刘敏经理 is 刘敏, a 经理; 张经理 and 区域经理 are not taken apart."""

from __future__ import annotations

import re

CHINESE_TITLE = (
    "(?:经理|总监|总裁|总工|主管|主任|专员|助理|顾问|秘书|董秘|董事|老板|负责人|合伙人|创始人|法人|股东|工程师|教授|老师|医生"
    "|經理|總監|總裁|總工|專員|助理|顧問|秘書|負責人|工程師|老師|醫生|採購|會計|財務|[廠處組隊會]長"
    "|采购|会计|财务|行政|人事|运营|销售|市场|[校院厂店部科处局所行组队站会]长)"
)
_BEFORE_TITLE = (
    "(?:副|总|總|正|大区|区域|項目|项目|高级|高級|资深|技术|研发|产品|生产|质量|品质|设备|工程|施工|安全|信息|数据|平台|方案|应用"
    "|客户|大客户|售前|售后|商务|渠道|品牌|媒体|公关|活动|培训|教学|教务|招生|年级|班|系|法务|金融|成本|计划|常务|连锁|门店|车间"
    "|包装|物流|仓库|仓储|国际|全国|海外|华[东南北中]|东北|西北|西南|人力|党委|党办)"
)
"""What may stand between a name and a title, or in place of a name: 刘敏项目经理, 项目经理."""
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛"
    "伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘"
    "景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏"
    "張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈葉閻鐘陸顧龍萬錢湯賀龔龐蘭顏嚴溫蘆魯韋畢聶齊莊費紀項陽衛單寧車饒連"
)
_COMPOUND = (
    "(?:欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|司徒|东方|東方|独孤|南宫|南宮|夏侯|皇甫|尉迟|公孙|公孫|慕容|令狐|宇文|长孙|轩辕|司空|端木"
    "|闻人|申屠|赫连|澹台|钟离|呼延|濮阳|淳于|单于|百里|东郭|西门|拓跋|完颜|纳兰)"
)
_NO_TITLE_YET = rf"(?!{_BEFORE_TITLE}|{CHINESE_TITLE})"
_JOINED = re.compile(
    rf"{_NO_TITLE_YET}(?P<name>(?:{_COMPOUND}|(?!{_COMPOUND})[{_SURNAMES}]){_NO_TITLE_YET}[\u4e00-\u9fff]{{1,2}}?)"
    rf"(?P<title>{_BEFORE_TITLE}*{CHINESE_TITLE}+)"
)
JOINED_SIGN = r"^\s*[\x{4e00}-\x{9fff}]{4,}\s*$"
"""What a cell that may be a name and a title looks like, for RE2."""


def split_joined(plain: str) -> tuple[str, str] | None:
    """Name and title, where a surname, a given name and a title follow one another without anything between."""
    found = _JOINED.fullmatch(plain)
    return (found["name"], found["title"]) if found else None
