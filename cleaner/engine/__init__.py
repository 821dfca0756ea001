"""The cleaner: repair, find, judge, cut, until nothing more goes."""
