-- The currency of a target, which tells two targets of the same person and period apart. Targets imported before have
-- none: it is read from their value.

alter table target add column value_currency varchar;
