"""Use cases: the order of steps, one transaction per command; never prints."""
