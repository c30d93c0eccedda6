"""The model for texts without an original: made, measured, and put into a folder."""
