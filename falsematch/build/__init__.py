"""Make the files of the repository that are derived from others: for maintainers."""
