-- Every row keeps the batch that wrote it and the batch that replaced it (`superseded_by`), so that the current state is
-- a filter and taking a batch back is two statements per table (store/batches.py).

create table migration (version integer);

create table batch (
  batch_id bigint, command varchar, started_at timestamp, finished_at timestamp, as_of date, version varchar,
  settings varchar, settings_hash varchar, counts varchar, status varchar
);

-- One sheet of one file as it was read: `headers` as written, `fields` what each was taken for (null: the team's own).
create table source (
  source_id bigint, batch_id bigint, path varchar, file varchar, sha256 varchar, sheet varchar, kind varchar,
  header_row bigint, headers varchar[], fields varchar[], rows_read bigint, accepted bigint, created bigint,
  updated bigint, unchanged bigint, refused bigint, blank_rows bigint
);

-- A layout somebody mapped by hand, used again when the same headings come back.
create table layout (batch_id bigint, superseded_by bigint, fingerprint varchar, kind varchar, mapping map(varchar, varchar));

create table refused_row (batch_id bigint, source_id bigint, row_number bigint, cells varchar[], code varchar, params varchar);

create table issue (
  batch_id bigint, source_id bigint, code varchar, severity varchar, row_number bigint, cell varchar, field varchar,
  value varchar, params varchar
);

create table member (
  batch_id bigint, superseded_by bigint, record_id bigint, lead_id bigint, account_id bigint, decision varchar,
  weight double, evidence varchar, via_id bigint
);

create table pair (
  batch_id bigint, superseded_by bigint, left_id bigint, right_id bigint, probability double, decision varchar,
  evidence varchar, asked boolean
);

create table score (
  batch_id bigint, superseded_by bigint, settings_hash varchar, lead_id bigint, total double, grade varchar,
  scored_grade varchar, completeness double, invalid_reason varchar, explanation varchar,
  parts struct(dimension varchar, points double, max double, reason varchar)[]
);

create table manual_grade (batch_id bigint, superseded_by bigint, lead_no varchar, grade varchar, reason varchar, author varchar, given_at timestamp);

-- Rows of sheets. `cells` is the row as it was; the typed columns are how it was understood; `extras` are the team's own
-- columns. A change makes a new revision; `identity` is what makes two rows the same thing.

create table record (
  batch_id bigint, superseded_by bigint, record_id bigint, revision integer, source_id bigint, row_number bigint,
  cells varchar[], kind varchar, identity varchar, extras map(varchar, varchar), number varchar, lead_no varchar,
  source varchar, industry varchar, company varchar, contact varchar, title varchar, mobiles varchar[],
  landlines varchar[], masked_phones varchar[], emails varchar[], wechat varchar, need varchar,
  need_budget_low decimal(18,2), need_budget_high decimal(18,2), need_budget_high_exclusive boolean,
  need_budget_currency varchar, acquired_at timestamp, acquired_at_timed boolean, status varchar, owner varchar,
  note varchar, employees_low bigint, employees_high bigint, employees_high_exclusive boolean,
  budget_low decimal(18,2), budget_high decimal(18,2), budget_high_exclusive boolean, budget_currency varchar,
  urgency varchar, region varchar, decision_chain varchar, linked_no varchar, manual_grade varchar,
  manual_grade_reason varchar, stage varchar, progress varchar, next_action varchar, expected_close timestamp,
  expected_close_timed boolean, stage_status varchar, entered_at timestamp, entered_at_timed boolean, opp_no varchar,
  amount decimal(18,2), amount_currency varchar, probability double, shared_with varchar, priority varchar,
  product varchar, signed_at timestamp, signed_at_timed boolean, paid_at timestamp, paid_at_timed boolean,
  paid_amount decimal(18,2), paid_amount_currency varchar, started_at timestamp, started_at_timed boolean,
  loss_reason varchar, competitor varchar, customer_no varchar, size_low bigint, size_high bigint,
  size_high_exclusive boolean, revenue_low decimal(18,2), revenue_high decimal(18,2), revenue_high_exclusive boolean,
  revenue_currency varchar, founded_at timestamp, founded_at_timed boolean, address varchar, may_contact boolean,
  incumbent varchar, concern varchar, decision_cycle varchar, created_at timestamp, created_at_timed boolean,
  updated_at timestamp, updated_at_timed boolean
);

create table stage_entry (
  batch_id bigint, superseded_by bigint, record_id bigint, revision integer, source_id bigint, row_number bigint,
  cells varchar[], kind varchar, identity varchar, extras map(varchar, varchar), number varchar, stage varchar,
  entered_at timestamp, entered_at_timed boolean, reason varchar, "by" varchar,
  company varchar, contact varchar, mobiles varchar[], landlines varchar[], masked_phones varchar[],
  emails varchar[], wechat varchar
);

create table followup (
  batch_id bigint, superseded_by bigint, record_id bigint, revision integer, source_id bigint, row_number bigint,
  cells varchar[], kind varchar, identity varchar, extras map(varchar, varchar), number varchar, "at" timestamp,
  at_timed boolean, method varchar, "by" varchar, goal varchar, content varchar, feedback varchar, new_need varchar,
  objection varchar, objection_answer varchar, objection_solved boolean, intent_change varchar, next_action varchar,
  next_at timestamp, next_at_timed boolean, next_method varchar, next_owner varchar, done varchar,
  delay_reason varchar, recorded_at timestamp, recorded_at_timed boolean,
  company varchar, contact varchar, mobiles varchar[], landlines varchar[], masked_phones varchar[],
  emails varchar[], wechat varchar
);

create table contact (
  batch_id bigint, superseded_by bigint, record_id bigint, revision integer, source_id bigint, row_number bigint,
  cells varchar[], kind varchar, identity varchar, extras map(varchar, varchar), company varchar, contact varchar,
  title varchar, role varchar, mobiles varchar[], landlines varchar[], masked_phones varchar[], emails varchar[],
  wechat varchar, attitude varchar
);

create table customer_update (
  batch_id bigint, superseded_by bigint, record_id bigint, revision integer, source_id bigint, row_number bigint,
  cells varchar[], kind varchar, identity varchar, extras map(varchar, varchar), company varchar, "at" timestamp,
  at_timed boolean, type varchar, content varchar, "by" varchar
);

create table quote (
  batch_id bigint, superseded_by bigint, record_id bigint, revision integer, source_id bigint, row_number bigint,
  cells varchar[], kind varchar, identity varchar, extras map(varchar, varchar), number varchar, "at" timestamp,
  at_timed boolean, amount decimal(18,2), amount_currency varchar, discount double, version varchar, result varchar,
  company varchar, contact varchar, mobiles varchar[], landlines varchar[], masked_phones varchar[],
  emails varchar[], wechat varchar
);

create table deal (
  batch_id bigint, superseded_by bigint, record_id bigint, revision integer, source_id bigint, row_number bigint,
  cells varchar[], kind varchar, identity varchar, extras map(varchar, varchar), customer_no varchar,
  company varchar, opp_no varchar, won_at timestamp, won_at_timed boolean, amount decimal(18,2),
  amount_currency varchar, product varchar, type varchar, owner varchar, contract_end timestamp,
  contract_end_timed boolean
);

create table channel_cost (
  batch_id bigint, superseded_by bigint, record_id bigint, revision integer, source_id bigint, row_number bigint,
  cells varchar[], kind varchar, identity varchar, extras map(varchar, varchar), source varchar, campaign varchar,
  period_start timestamp, period_start_timed boolean, period_end timestamp, period_end_timed boolean,
  cost decimal(18,2), cost_currency varchar, owner varchar, target_leads bigint
);

create table behaviour (
  batch_id bigint, superseded_by bigint, record_id bigint, revision integer, source_id bigint, row_number bigint,
  cells varchar[], kind varchar, identity varchar, extras map(varchar, varchar), number varchar, "at" timestamp,
  at_timed boolean, action varchar, object varchar, seconds bigint,
  company varchar, contact varchar, mobiles varchar[], landlines varchar[], masked_phones varchar[],
  emails varchar[], wechat varchar
);

create table target (
  batch_id bigint, superseded_by bigint, record_id bigint, revision integer, source_id bigint, row_number bigint,
  cells varchar[], kind varchar, identity varchar, extras map(varchar, varchar), period varchar, scope varchar,
  object varchar, metric varchar, stage varchar, value varchar, owner varchar
);

create table market (
  batch_id bigint, superseded_by bigint, record_id bigint, revision integer, source_id bigint, row_number bigint,
  cells varchar[], kind varchar, identity varchar, extras map(varchar, varchar), segment varchar, year bigint,
  market_size_low decimal(18,2), market_size_high decimal(18,2), market_size_high_exclusive boolean,
  market_size_currency varchar, growth double, data_source varchar, size_low bigint, size_high bigint,
  size_high_exclusive boolean, role varchar, pain varchar, concern varchar, budget_low decimal(18,2),
  budget_high decimal(18,2), budget_high_exclusive boolean, budget_currency varchar, competitor varchar,
  price varchar, features varchar, delivery varchar, strength varchar, weakness varchar, difference varchar,
  strategy varchar, type varchar, source varchar, region varchar, priority varchar, owner varchar, resources varchar,
  start_at timestamp, start_at_timed boolean, end_at timestamp, end_at_timed boolean, target_leads bigint,
  status varchar
);

create table decision (
  batch_id bigint, superseded_by bigint, record_id bigint, revision integer, source_id bigint, row_number bigint,
  cells varchar[], kind varchar, identity varchar, extras map(varchar, varchar), left_no varchar, right_no varchar,
  verdict varchar, note varchar, "by" varchar
);
