"""Environment of each function, as a type. What a function does not name, it does not get."""
