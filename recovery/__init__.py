"""Recovers a stack whose tables were restored: run by operators, with their own rights on AWS."""
