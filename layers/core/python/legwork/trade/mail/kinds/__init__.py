"""The kinds of task of this room, one file each."""
