"""The table dictionary: the kinds of sheets people bring, column by column in the order of their templates."""

from __future__ import annotations

from functools import cache

from leadcli.domain.dictionary import FIELDS
from leadcli.domain.fields import Field
from leadcli.domain.kind import RECORD, Kind, kind_of

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        kind_of(
            "lead",
            ("销售线索信息表", "Lead sheet"),
            "lead_no source industry company* contact* title phone* need acquired_at* status owner note employees"
            " budget urgency region decision_chain linked_no manual_grade manual_grade_reason",
            table=RECORD,
            template="lead_sheet",
            number="lead_no",
            key=("company", "contact", "phone"),
        ),
        kind_of(
            "funnel",
            ("销售漏斗管理表", "Funnel table"),
            "stage* lead_no* company* owner contact phone need progress next_action expected_close"
            " stage_status entered_at next_at",
            table=RECORD,
            template="funnel_table",
            number="lead_no",
            key=("company", "contact", "phone"),
            headers={
                "stage": "漏斗阶段",
                "lead_no": "线索/商机编号",
                "company": "客户名称",
                "entered_at": "阶段进入时间",
            },
            choices={"stage": ("潜在客户", "意向客户", "商机孵化", "商务谈判", "成交签约", "复购增购")},
        ),
        kind_of(
            "opportunity",
            ("业务机会档案", "Opportunity sheet"),
            "opp_no* lead_no company* industry contact title phone need amount* probability* expected_close owner*"
            " shared_with stage* priority product region signed_at paid_at paid_amount started_at loss_reason"
            " competitor",
            table=RECORD,
            template="opportunity_sheet",
            number="opp_no",
            key=("company", "contact", "phone"),
            headers={
                "company": "客户名称",
                "industry": "客户行业",
                "amount": "预计成交金额",
                "expected_close": "预计成交日期",
                "owner": "负责销售代表",
                "stage": "当前阶段",
            },
            choices={"stage": ("线索获取", "需求确认", "方案呈现", "商务谈判", "合同签订", "成交落地")},
        ),
        kind_of(
            "stage_log",
            ("阶段变更记录", "Stage log"),
            "number* stage* entered_at* reason by",
            table="stage_entry",
            template="stage_log",
            needed=("number", "stage", "entered_at"),
            key=("number", "stage", "entered_at"),
        ),
        kind_of(
            "stage_dates",
            ("阶段日期表", "Stage dates"),
            "number* stage* entered_at*",
            table="stage_entry",
            needed=("number", "stage", "entered_at"),
            key=("number", "stage", "entered_at"),
        ),
        kind_of(
            "followup",
            ("跟进记录", "Follow-up log"),
            "number* at* method* by goal content* feedback new_need objection objection_answer objection_solved"
            " intent_change next_action next_at next_method next_owner done delay_reason recorded_at",
            template="followup_log",
            needed=("number", "at"),
            key=("number", "at", "by", "method"),
            repeats=True,
            headers={"at": "跟进时间", "by": "跟进人", "content": "沟通内容", "next_action": "下一步行动"},
        ),
        kind_of(
            "customer",
            ("客户信息表", "Customer sheet"),
            "customer_no company* industry* size* employees revenue founded_at address region contact* title* phone*"
            " may_contact need* urgency* budget* expected_close incumbent concern decision_cycle source* stage priority"
            " owner created_at updated_at",
            table=RECORD,
            template="customer_sheet",
            number="customer_no",
            key=("company", "contact", "phone"),
            headers={
                "company": "客户名称",
                "contact": "关键决策人",
                "title": "职务",
                "need": "核心需求",
                "urgency": "需求紧急程度",
                "expected_close": "预计合作时间",
                "source": "信息获取渠道",
                "stage": "客户阶段",
            },
            choices={"stage": ("潜在", "意向", "谈判", "成交", "流失")},
        ),
        kind_of(
            "contact",
            ("联系人与决策链", "Contacts"),
            "company* contact* title role* phone attitude",
            template="contacts",
            needed=("company", "contact"),
            key=("company", "contact"),
            headers={"company": "客户名称", "title": "职务"},
        ),
        kind_of(
            "customer_update",
            ("客户动态", "Customer updates"),
            "company* at* type* content* by",
            template="customer_update",
            needed=("company", "content"),
            key=("company", "at", "type", "content"),
            repeats=True,
            headers={"company": "客户名称", "by": "记录人"},
            choices={"type": ("经营状况", "组织架构", "职务变动", "竞争动态", "售后满意度", "续约意向", "增购需求")},
        ),
        kind_of(
            "quote",
            ("报价记录", "Quote log"),
            "number* at* amount* discount version result",
            template="quote_log",
            needed=("number", "amount"),
            key=("number", "at", "version"),
            repeats=True,
            headers={"number": "机会编号", "at": "报价日期"},
        ),
        kind_of(
            "deal",
            ("成交记录", "Deal log"),
            "customer_no company* opp_no won_at* amount* product type owner contract_end",
            template="deal_log",
            needed=("company", "amount"),
            key=("company", "won_at", "amount"),
            repeats=True,
            headers={"company": "客户名称", "amount": "成交金额"},
            choices={"type": ("新签", "复购", "增购")},
        ),
        kind_of(
            "channel_cost",
            ("渠道投入", "Channel cost"),
            "source* campaign period_start* period_end* cost* owner target_leads",
            template="channel_cost",
            needed=("source", "cost"),
            key=("source", "campaign", "period_start", "period_end"),
            repeats=True,
            headers={"source": "渠道"},
        ),
        kind_of(
            "behaviour",
            ("行为轨迹", "Behaviour log"),
            "number* at* action* object seconds",
            template="behaviour_log",
            needed=("number", "at", "action"),
            key=("number", "at", "action", "object"),
            repeats=True,
            choices={"action": ("浏览官网", "下载资料", "参加活动", "打开邮件", "咨询问题", "索取报价", "修改条款")},
        ),
        kind_of(
            "target",
            ("目标分解", "Targets"),
            "period* scope* object metric* stage value* owner",
            template="targets",
            needed=("metric", "value"),
            key=("period", "scope", "object", "metric", "stage"),
            headers={"owner": "责任人"},
            choices={
                "metric": (
                    "线索数",
                    "有效线索数",
                    "商机数",
                    "成交数",
                    "成交额",
                    "回款额",
                    "阶段转化率",
                    "线索到成交转化率",
                    "平均成交周期",
                    "客单价",
                )
            },
        ),
        kind_of(
            "market_size",
            ("市场规模", "Market size"),
            "segment* year* market_size* growth data_source",
            table="market",
            template="market",
            needed=("segment",),
            key=("segment", "year"),
        ),
        kind_of(
            "market_persona",
            ("用户画像", "Buyer personas"),
            "segment* size role* pain* concern budget",
            table="market",
            template="market",
            needed=("segment",),
            key=("segment", "role"),
            headers={"size": "企业规模/营收"},
        ),
        kind_of(
            "market_competitor",
            ("竞品对标", "Competitors"),
            "competitor* price* features delivery strength weakness difference*",
            table="market",
            template="market",
            needed=("competitor",),
            key=("competitor",),
        ),
        kind_of(
            "market_strategy",
            ("策略计划", "Strategy plan"),
            "strategy* type* source region priority owner budget resources start_at end_at target_leads status",
            table="market",
            template="market",
            needed=("strategy",),
            key=("strategy",),
            headers={"source": "渠道", "budget": "预算", "target_leads": "目标有效线索", "status": "状态"},
            choices={"type": ("获客", "转化", "成交"), "status": ("未开始", "进行中", "已完成")},
        ),
        kind_of(
            "decision",
            ("疑似重复处理", "Duplicate review"),
            "left_no* right_no* verdict* note by",
            needed=("left_no", "right_no"),
            key=("left_no", "right_no"),
        ),
    )
}


@cache
def record_fields() -> dict[str, Field]:
    """The fields a record may have: those of all prospect kinds together, by name."""
    return {each.name: FIELDS[each.name] for kind in KINDS.values() if kind.is_prospect for each in kind.fields}


@cache
def table_columns(table: str) -> dict[str, str]:
    """The typed columns of a stored table, name -> SQL type: those of all the kinds kept in it."""
    return {name: sql for kind in KINDS.values() if kind.table == table for name, sql in kind.columns().items()}


@cache
def tables() -> tuple[str, ...]:
    """The stored tables that rows of sheets go into."""
    return tuple(dict.fromkeys(kind.table for kind in KINDS.values()))
