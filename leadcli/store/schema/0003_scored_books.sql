-- What a scored book brings are words about leads, said of each of their records; which sheet a record came from, and
-- how full it was there, is told by the sheets that are no scored books.

alter table source add column scored_book boolean;
update source set scored_book = false;
