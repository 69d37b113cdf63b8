"""What goes out of the room: the audit, the model card, the list of goals."""
