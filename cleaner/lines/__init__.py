"""What the lines of a text look like, as numbers, and a network over them.

`table` cuts a batch into marks (characters that have a kind, see `marks`), words and lines; `shape`, `place` and
`words` turn those into the `columns` of features; `network` weighs them; `story` looks a second time, knowing what the
first look found; `reasons` says in words what decided.
"""
