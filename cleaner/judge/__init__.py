"""What goes: which claims stand, how far they reach, and where the text is cut."""
