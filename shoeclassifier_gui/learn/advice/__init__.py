"""What the pictures say about the best plan, and what each plan costs on this machine."""
