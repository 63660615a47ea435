"""What is true without AWS. Standard library only."""
