"""The field dictionary: every canonical column once, with its type and its Chinese and English heading."""

from __future__ import annotations

from leadcli.domain.fields import Field
from leadcli.domain.fields import FieldType as T

_LEVELS = ("高", "中", "低")
_METHODS = ("电话", "拜访", "面谈", "邮件", "线上会议", "微信", "问卷", "行业活动")
_OBJECTIONS = ("价格", "功能", "交付", "服务", "信任", "其他")
_YES_NO = ("是", "否")

_ROWS: tuple[tuple[str, T, str, str, tuple[str, ...]] | tuple[str, T, str, str], ...] = (
    # identity
    ("lead_no", T.CODE, "线索编号", "Lead No."),
    ("opp_no", T.CODE, "机会编号", "Opportunity No."),
    ("customer_no", T.CODE, "客户编号", "Customer No."),
    ("linked_no", T.CODE, "关联编号", "Linked No."),
    ("number", T.CODE, "编号", "No."),
    # who
    ("company", T.TEXT, "公司名称", "Company"),
    ("contact", T.NAME, "联系人", "Contact"),
    ("title", T.TEXT, "职位", "Title"),
    ("phone", T.PHONE, "联系方式", "Phone"),
    ("role", T.CHOICE, "决策角色", "Decision role", ("决策者", "影响者", "使用者", "采购", "把关")),
    ("attitude", T.CHOICE, "态度", "Attitude", ("支持", "中立", "反对")),
    ("decision_chain", T.TEXT, "客户决策链信息", "Decision chain"),
    ("may_contact", T.BOOLEAN, "是否允许沟通", "May contact", _YES_NO),
    # what kind of firm
    ("industry", T.TEXT, "所属行业", "Industry"),
    ("employees", T.SIZE, "员工人数", "Employees"),
    ("size", T.SIZE, "企业规模", "Company size"),
    ("revenue", T.MONEY_RANGE, "年营业额", "Annual revenue"),
    ("founded_at", T.DATE, "成立时间", "Founded"),
    ("address", T.TEXT, "注册地址", "Address"),
    ("region", T.TEXT, "区域", "Region"),
    # where from, whose, what state
    ("source", T.TEXT, "来源渠道", "Source"),
    ("campaign", T.TEXT, "活动", "Campaign"),
    ("acquired_at", T.DATETIME, "获取时间", "Acquired at"),
    ("status", T.TEXT, "跟进状态", "Status", ("待跟进", "推进中", "已成交", "已流失")),
    ("owner", T.TEXT, "负责人", "Owner"),
    ("shared_with", T.TEXT, "协同人及比例", "Shared with"),
    ("manual_grade", T.CHOICE, "手工等级", "Manual grade", ("A", "B", "C")),
    ("manual_grade_reason", T.TEXT, "手工等级原因", "Manual grade reason"),
    ("note", T.TEXT, "备注", "Note"),
    ("created_at", T.DATETIME, "录入时间", "Created at"),
    ("updated_at", T.DATETIME, "更新时间", "Updated at"),
    # what they want
    ("need", T.NEED, "需求描述", "Need"),
    ("budget", T.MONEY_RANGE, "预算范围", "Budget"),
    ("urgency", T.CHOICE, "需求紧急度", "Urgency", _LEVELS),
    ("incumbent", T.TEXT, "当前合作供应商", "Incumbent supplier"),
    ("concern", T.TEXT, "关注点", "Main concern", ("价格", "质量", "服务")),
    ("decision_cycle", T.TEXT, "决策周期", "Decision cycle"),
    ("product", T.TEXT, "产品线", "Product line"),
    ("competitor", T.TEXT, "竞品", "Competitor"),
    # where in the funnel
    ("stage", T.TEXT, "阶段", "Stage"),
    ("stage_status", T.TEXT, "阶段状态", "Stage status", ("待跟进", "推进中", "已成交", "已流失")),
    ("entered_at", T.DATETIME, "进入时间", "Entered at"),
    ("progress", T.TEXT, "当前进度", "Progress"),
    ("next_action", T.TEXT, "下一步动作", "Next action"),
    ("expected_close", T.EXPECTED, "预计成交时间", "Expected close"),
    ("amount", T.MONEY, "金额", "Amount"),
    ("probability", T.PROBABILITY, "成交可能性", "Probability"),
    ("priority", T.CHOICE, "优先级", "Priority", ("A", "B", "C")),
    ("signed_at", T.DATE, "签约日期", "Signed at"),
    ("paid_at", T.DATE, "回款日期", "Paid at"),
    ("paid_amount", T.MONEY, "回款金额", "Paid amount"),
    ("started_at", T.DATE, "项目启动", "Project start"),
    ("won_at", T.DATE, "成交日期", "Won at"),
    ("contract_end", T.DATE, "合同到期", "Contract end"),
    ("loss_reason", T.TEXT, "流失原因", "Loss reason"),
    ("reason", T.TEXT, "变更原因", "Reason"),
    ("by", T.TEXT, "操作人", "By"),
    # follow-up
    ("at", T.DATETIME, "时间", "At"),
    ("method", T.CHOICE, "跟进方式", "Method", _METHODS),
    ("goal", T.TEXT, "跟进目标", "Goal"),
    ("content", T.TEXT, "内容", "Content"),
    ("feedback", T.TEXT, "客户反馈", "Feedback"),
    ("new_need", T.TEXT, "新需求", "New need"),
    ("objection", T.TEXT, "异议类型", "Objection", _OBJECTIONS),
    ("objection_answer", T.TEXT, "异议处理", "Objection answer"),
    ("objection_solved", T.BOOLEAN, "异议已解决", "Objection solved", _YES_NO),
    ("intent_change", T.TEXT, "意向变化", "Intent change"),
    ("next_at", T.EXPECTED, "下次跟进时间", "Next at"),
    ("next_method", T.CHOICE, "下次跟进方式", "Next method", _METHODS),
    ("next_owner", T.TEXT, "下一步负责人", "Next owner"),
    ("done", T.CHOICE, "完成状态", "Done", ("进行中", "已完成", "已延期")),
    ("delay_reason", T.TEXT, "延期原因", "Delay reason"),
    ("recorded_at", T.DATETIME, "记录时间", "Recorded at"),
    ("type", T.TEXT, "类型", "Type"),
    ("action", T.TEXT, "行为", "Action"),
    ("object", T.TEXT, "对象", "Object"),
    ("seconds", T.INTEGER, "停留秒数", "Seconds"),
    # quotes, costs, targets
    ("discount", T.SHARE, "折扣", "Discount"),
    ("version", T.TEXT, "版本", "Version"),
    ("result", T.CHOICE, "结果", "Result", ("接受", "拒绝", "无反馈")),
    ("period", T.TEXT, "期间", "Period"),
    ("period_start", T.DATE, "期间起", "Period start"),
    ("period_end", T.DATE, "期间止", "Period end"),
    ("cost", T.MONEY, "投入金额", "Cost"),
    ("target_leads", T.INTEGER, "目标有效线索数", "Target valid leads"),
    ("scope", T.CHOICE, "范围", "Scope", ("团队", "负责人", "区域", "渠道", "产品")),
    ("metric", T.TEXT, "指标", "Metric"),
    ("value", T.TARGET, "目标值", "Target value"),
    # market
    ("segment", T.TEXT, "细分市场", "Segment"),
    ("year", T.INTEGER, "年份", "Year"),
    ("market_size", T.MONEY_RANGE, "规模", "Market size"),
    ("growth", T.SHARE, "年增长率", "Annual growth"),
    ("data_source", T.TEXT, "来源", "Data source"),
    ("pain", T.TEXT, "痛点", "Pain point"),
    ("price", T.TEXT, "价格", "Price"),
    ("features", T.TEXT, "功能", "Features"),
    ("delivery", T.TEXT, "交付周期", "Delivery time"),
    ("strength", T.TEXT, "优势", "Strength"),
    ("weakness", T.TEXT, "劣势", "Weakness"),
    ("difference", T.TEXT, "我方差异", "Our difference"),
    ("strategy", T.TEXT, "策略", "Strategy"),
    ("resources", T.TEXT, "人力物料", "Resources"),
    ("start_at", T.DATE, "开始", "Start"),
    ("end_at", T.DATE, "截止", "End"),
    # review answers
    ("left_no", T.CODE, "编号一", "Left No."),
    ("right_no", T.CODE, "编号二", "Right No."),
    ("verdict", T.CHOICE, "处理", "Verdict", ("合并", "不合并", "同一客户")),
)

FIELDS: dict[str, Field] = {row[0]: Field(*row) for row in _ROWS}

POSTPONED = FIELDS["done"].choices[-1]
"""What a follow-up says that did not take place."""
