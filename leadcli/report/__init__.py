"""What a report says and in which order; not how it looks."""
