"""What a batch leaves on disk, and how: whole or not at all, once, under a lock, with a record of what it rests on."""
