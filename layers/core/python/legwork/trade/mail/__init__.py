"""Mail: who may get what, what it says, and the tasks that do nothing else."""
