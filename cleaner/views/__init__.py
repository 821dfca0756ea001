"""Results for people to look at: on a terminal, and as HTML pages that stand alone."""
