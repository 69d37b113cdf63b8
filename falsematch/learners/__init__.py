"""What a learner leaves here: guesses, votes, and numbers drawn for them alone."""
