"""HTTPS calls about families and students."""
