"""What rows of an uploaded file may be in this room, one file each."""
