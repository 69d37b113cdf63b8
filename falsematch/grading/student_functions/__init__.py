"""How tests ask a student's functions, in another process, and get plain data back."""
