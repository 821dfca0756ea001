"""What was done to a text, and the way back."""
