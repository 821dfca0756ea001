"""One text: what all rooms say about its lines and sentences, in every script."""
