"""The one database file: what was read, what was decided, and how to take it back."""
