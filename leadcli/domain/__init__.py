"""The nouns of the trade: no file, no clock, no printing, no database."""
