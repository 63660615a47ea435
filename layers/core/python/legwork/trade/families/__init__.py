"""Families and their students."""
