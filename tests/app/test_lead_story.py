"""查重 before a lead is typed in, and the whole story of one lead."""

from __future__ import annotations

import pytest

from tests.support.imported import Prepared, Workspace

LEADS = (
    "线索编号,公司名称,联系人,联系方式,获取时间,负责人,需求描述,预算范围",
    "L1,杭州云帆科技有限公司,张伟,13900000001,2024-05-01,王芳,在线课程平台,8-12万",
    "L2,杭州云帆科技,张伟,+86 139-0000-0001,2024-05-03,李强,,",
    "L3,云帆科技（杭州）有限公司,李娜,13900000002 / 0571-88886666-801,2024/13/02,李强,了解一下,",
    "L4,上海优职教育科技有限公司,张经理,139****0077 zhang@uzhi.cn,2024-05-05,王芳,,",
    "L5,北京云帆科技有限公司,赵军,wx:zhaojun88,2024-05-06,陈磊,,",
)


def know(workspace: Workspace) -> None:
    workspace.csv("leads.csv", *LEADS)
    workspace.csv("stages.csv", "编号,阶段,进入时间", "L2,意向客户,2024-05-10 09:30", "L3,潜在客户,2024-05-04")
    workspace.csv("calls.csv", "编号,跟进时间,跟进方式,跟进人,沟通内容", "L1,2024-05-11 10:00,电话,王芳,约演示")
    workspace.told("import", "leads.csv", "stages.csv", "calls.csv")
    workspace.told("dedupe")
    workspace.told("score")


@pytest.fixture
def known(prepared: Prepared) -> Workspace:
    return prepared(know)


def found(workspace: Workspace, *text: str) -> list[tuple[str, str]]:
    matches = workspace.told("find", *text)["data"]["matches"]
    assert all(list(match) == ["lead_no", "company", "contact", "owner", "grade", "stage", "why"] for match in matches)
    return [(match["lead_no"], match["why"]) for match in matches]


FIRM = [("L1", "company"), ("L3", "company")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L2", [("L1", "number")]),
        ("l2", [("L1", "number")]),
        ("13900000001", [("L1", "phone")]),
        ("+86 139 0000 0001", [("L1", "phone")]),
        ("１３９００００００００１", []),
        ("１３９０００００００１", [("L1", "phone")]),
        ("139-0000-0001", [("L1", "phone")]),
        ("0571 88886666", [("L3", "phone")]),
        ("0571-88886666转801", [("L3", "phone")]),
        ("88886666", [("L3", "phone")]),
        ("139****0001", [("L1", "masked_phone")]),
        ("13912340077", [("L4", "masked_phone")]),
        ("ZHANG@uzhi.cn", [("L4", "email")]),
        ("zhaojun88", [("L5", "wechat")]),
        ("杭州云帆科技有限公司", FIRM),
        ("云帆科技", [*FIRM, ("L5", "company")]),
        ("雲帆科技(杭州)", FIRM),
        ("优职教育", [("L4", "company")]),
        ("优职", [("L4", "company")]),
        ("深圳优职教育", []),
        ("张伟", [("L1", "contact")]),
        ("张经理", [("L4", "contact")]),
        ("0002", [("L3", "part_of_phone")]),
        ("不存在的公司", []),
        ("%", []),
        ("'; drop table record", []),
    ],
)
def test_who_is_there_already(known: Workspace, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(known, text) == expected


def test_words_need_no_quotes(known: Workspace) -> None:
    assert found(known, "139", "0000", "0001") == [("L1", "phone")]


def test_the_lead_is_shown_as_it_survives_with_its_stage(known: Workspace) -> None:
    [match] = known.told("find", "13900000001")["data"]["matches"]
    assert match == {
        "lead_no": "L1",
        "company": "杭州云帆科技有限公司",
        "contact": "张伟",
        "owner": "李强",
        "grade": "C",
        "stage": "意向客户",
        "why": "phone",
    }


def test_who_works_the_firm_is_told_before_another_lead_is_typed_in(known: Workspace) -> None:
    assert known.told("find", "云帆科技（杭州）")["data"]["accounts"] == [
        {"account_no": "L1", "company": "杭州云帆科技有限公司", "owners": ["王芳", "李强"], "leads": 2}
    ]
    shown = known.leadcli("find", "云帆科技（杭州）").out
    assert "leads of the same firm are there, owners: 李强; ask before entering another" in shown
    assert "杭州云帆科技有限公司 has 2 leads, owners: 王芳, 李强" in shown
    assert "already there: L1, owner 李强; do not enter it again" in known.leadcli("find", "13900000001").out


def test_nothing_found_says_so(known: Workspace) -> None:
    for text in ("13711112222", "wang@uzhi.cn", "不存在的公司", "李明明"):
        assert known.leadcli("find", text).out.splitlines()[-1] == f'nothing found for "{text}", it can be entered'
        assert known.told("find", text)["data"]["limit"] is None
    assert known.leadcli("find", " ").err.startswith("error[nothing_to_find]")


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("13800138000", "placeholder"),
        ("138****1234", "masked"),
        ("0755-12345678", "partial"),  # no number begins with 1 behind an area code
        ("0755-82345678", "landline"),
        ("82345678", "landline"),
        ("400-820-8820", "landline"),
        ("137", "partial"),
        ("1371111", "partial"),
        ("1371111222", "partial"),
        ("9999", "partial"),
        ("钱", "surname"),
        ("欧阳", "surname"),
        ("钱总", "surname"),
        ("孙副总经理", "surname"),
        ("孙*", "surname"),
        ("Mr. Smith", "surname"),
        ("主任", "surname"),
    ],
)
def test_what_identifies_nobody_is_never_free_to_enter(known: Workspace, text: str, limit: str) -> None:
    assert known.told("find", text)["data"] == {"matches": [], "total": 0, "limit": limit, "accounts": []}


@pytest.mark.parametrize("text", ["13800138000", "138****1234", "0755-12345678", "82345678", "欧阳"])
def test_the_sentence_of_each_such_limit_does_not_call_it_free(known: Workspace, text: str) -> None:
    english, chinese = known.leadcli("find", text).out, known.leadcli("find", text, "--lang", "zh").out
    assert "can be entered" not in english.replace("which does not mean that it can be entered", "")
    assert "可以录入" not in chinese.replace("不能由此断定可以录入", "")
    assert len(english.splitlines()) == len(chinese.splitlines()) == 4


@pytest.mark.parametrize(
    ("text", "why", "verdict"),
    [
        ("0571-88886666", "phone", "leads of the same firm are there, owners: 李强; ask before entering another"),
        ("139****0001", "masked_phone", "only alike, see whether one of them is meant"),
        ("0002", "part_of_phone", "only alike, see whether one of them is meant"),
        ("赵", "contact", "only alike, see whether one of them is meant"),
    ],
)
def test_what_identifies_nobody_is_no_proof_either(known: Workspace, text: str, why: str, verdict: str) -> None:
    data = known.told("find", text)["data"]
    assert {match["why"] for match in data["matches"]} == {why}
    assert data["limit"]
    shown = known.leadcli("find", text).out
    assert verdict in shown
    assert "do not enter it again" not in shown


def test_a_number_of_digits_only_is_sure(workspace: Workspace) -> None:
    workspace.csv("leads.csv", LEADS[0], "20240501,甲公司,张三,13900000001,2024-05-01,王芳,,")
    workspace.told("import", "leads.csv")
    assert workspace.leadcli("find", "20240501").out.splitlines()[-1].startswith("already there: 20240501")


@pytest.mark.parametrize("text", ["L2", "139 0000 0001", "张伟", "zhaojun88", "优职教育", "0571-88886666"])
def test_a_story_may_be_asked_for_by_what_means_one_lead(known: Workspace, text: str) -> None:
    [match] = known.told("find", text)["data"]["matches"]
    assert known.told("explain", text)["data"]["lead_no"] == match["lead_no"]


def test_a_story_is_of_one_lead(known: Workspace) -> None:
    ran = known.leadcli("explain", "云帆科技", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, "several_leads")
    assert ran.json["error"]["message"] == (
        '"云帆科技" means 3 leads: '
        "L1 杭州云帆科技有限公司 张伟, L3 云帆科技（杭州）有限公司 李娜, L5 北京云帆科技有限公司 赵军"
    )

    assert ran.json["error"]["hint"] == "give the number of one; all of them: `leadcli find 云帆科技`"
    assert known.leadcli("explain", "L99", "--json").json["error"]["code"] == "unknown_lead"
    assert known.leadcli("explain", " ", "--json").json["error"]["code"] == "unknown_lead"


def test_the_whole_story(known: Workspace) -> None:
    """Two records; 30+…: industry unknown 0, size unknown 0, need 25, budget mid 10万 20."""
    data = known.told("explain", "L2")["data"]
    assert (data["lead_no"], data["account_no"], data["total"], data["grade"]) == ("L1", "L1", 45, "C")
    assert [(part["dimension"], part["points"], part["max"]) for part in data["parts"]] == [
        ("industry_fit", 0, 30),
        ("company_size", 0, 25),
        ("need_clarity", 25, 25),
        ("budget_fit", 20, 20),
    ]
    members = [(each["record"], each["file"], each["sheet"], each["row"], each["via"]) for each in data["members"]]
    assert members == [("L1", "leads.csv", "leads", 2, "L2"), ("L2", "leads.csv", "leads", 3, "L1")]
    assert data["members"][1]["decision"] == "certain"
    assert "phone:same_mobile" in data["members"][1]["evidence"]
    assert (data["stage"], data["owner"], data["facts"]["phones"]) == ("意向客户", "李强", ["13900000001"])
    assert [each["lead_no"] for each in data["same_account"]] == ["L3"]
    events = [(event["what"], event["text"], event["by"]) for event in data["timeline"]]
    assert events == [
        ("stage", "意向客户", None),
        ("followup", "电话  约演示", "王芳"),
        ("imported", "L1  leads.csv[leads!2]", None),
        ("imported", "L2  leads.csv[leads!3]", None),
        ("merged", "L2", None),
        ("scored", "45  C", None),
    ]
    assert data["timeline"][0]["at"] == "2024-05-10T09:30:00"


def test_what_is_inferred_is_marked(known: Workspace) -> None:
    events = known.told("explain", "L5")["data"]["timeline"]
    assert (events[0]["what"], events[0]["text"], events[0]["inferred"]) == ("stage", "潜在客户", True)
    assert "entered (inferred)" in known.leadcli("explain", "L5").out


def test_doubts_about_its_cells_are_part_of_the_story(known: Workspace) -> None:
    answer = known.told("explain", "L3")
    assert [(issue["code"], issue["cell"]) for issue in answer["issues"]] == [("invalid_date", "E4")]
    assert "leads.csv[leads!E4]: warning[invalid_date]" in known.leadcli("explain", "L3").err


@pytest.mark.slow
def test_others_at_the_firm_and_pairs_that_wait_are_shown(known: Workspace) -> None:
    shown = known.leadcli("explain", "L3").out
    assert "1 more leads of the account L1" in shown
    known.csv("more.csv", LEADS[0], "L6,杭州云帆科技有限公司,张伟,13611112222,2024-05-20,陈磊,,")
    known.told("import", "more.csv")
    assert known.told("dedupe")["data"]["review_pairs"] == 1
    [pair] = known.told("explain", "L6")["data"]["possible_duplicates"]
    assert (pair["record"], pair["owner"]) in {("L1", "王芳"), ("L2", "李强")}
    assert "other owners work this account too: 李强" in known.leadcli("explain", "L6").out


def test_an_unknown_number_names_the_nearest(known: Workspace) -> None:
    ran = known.leadcli("explain", "L9")
    assert ran.code == 2
    assert ran.err.splitlines()[0] == "error[unknown_lead]: no lead has the number or name `L9`"
    assert "nearest numbers: L1, L2, L3" in ran.err


def test_before_any_scoring(workspace: Workspace) -> None:
    workspace.csv("leads.csv", *LEADS[:2])
    workspace.told("import", "leads.csv")
    answer = workspace.told("explain", "L1")
    assert (answer["data"]["total"], answer["data"]["parts"], answer["next"]) == (None, [], "leadcli score")
    assert "not scored yet" in workspace.leadcli("explain", "L1").out
