"""What this room does apart from tasks, one verb a file."""
