"""Classes: their sessions and enrollments, makeup tokens, and the tasks about them."""
