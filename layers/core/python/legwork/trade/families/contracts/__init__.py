"""Requests and answers about families and students."""
