-- When somebody is to be contacted next, where a sheet of leads or a work list says so.
alter table record add column next_at timestamp;
alter table record add column next_at_timed boolean;
