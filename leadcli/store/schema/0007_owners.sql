-- Owners given by `leadcli assign` and `leadcli handover`, per record; the newest stands until a sheet names another.
create table ownership (
  batch_id bigint, superseded_by bigint, record_id bigint, lead_no varchar, way varchar, owner varchar, is_pool boolean,
  owner_before varchar, reason varchar, detail varchar, turn bigint, grade varchar, department varchar,
  due_at timestamp, due_timed boolean, author varchar, given_at timestamp
);
