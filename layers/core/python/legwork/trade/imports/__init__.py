"""Imports: rows of an uploaded file that become records of any room."""
