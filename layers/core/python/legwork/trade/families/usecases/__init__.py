"""What staff do with families and students."""
