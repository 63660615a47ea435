"""Decisions on families and students: the same for a call and for a row of a file."""
