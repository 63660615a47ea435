"""Calls that read and correct single records of this room."""
