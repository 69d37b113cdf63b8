"""What maintainers run: each file of the course that is made from others, made anew."""
