-- The bytes of the scored book that a batch wrote: as long as a book is as it was written, nobody worked in it.

alter table batch add column scored_book varchar;
