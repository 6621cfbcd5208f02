"""From files as people bring them to rows that are understood."""
