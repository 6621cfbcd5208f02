"""What leaves the machine: messages to bots and mailboxes."""
