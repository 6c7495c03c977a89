"""Live pictures: sources, the capture loop and its one-slot mailbox."""
