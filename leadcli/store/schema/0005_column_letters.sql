-- How a sheet names its columns, in the order of its headings, so that a value can be told with the cell it came from.
-- Of sheets imported before nobody knows.

alter table source add column letters varchar[];
