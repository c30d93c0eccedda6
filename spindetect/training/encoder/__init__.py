"""The encoder of the model for texts without an original: a small transformer that says of each
word piece whether it was put in the place of another. Needs the extra `encoder`."""
