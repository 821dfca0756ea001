"""What the lines of a text look like, as numbers, and boosted trees over them.

`plain` says which texts need no look at all, and needs no numpy. `table` cuts a batch into marks (characters that have
a kind, see `marks`), words and lines; `shape`, `place` and `words` turn those into the `columns` of features; `around`
adds what stands around each line; `trees` weighs them; `story` looks a second time, knowing what the first look found;
`looks` says which look sees what; `reasons` says in words what decided.
"""
