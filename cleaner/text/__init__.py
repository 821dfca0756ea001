"""One text: where its lines, sentences and words are, and how they are compared."""
