"""What stands in a text: who claims which part of it."""
