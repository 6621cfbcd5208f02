-- An issue is open until a later sheet resolves it: `identity` is the thing its row is about (null: of a row that was
-- refused, or of the whole sheet), `superseded_by` the batch that resolved it.

alter table issue add column superseded_by bigint;
alter table issue add column identity varchar;
update issue set identity = record.identity
from record where record.source_id = issue.source_id and record.row_number = issue.row_number;
