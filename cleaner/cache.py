"""What is slow to make, kept on disk: the rules without their examples, and the database of the candidate pass.

An entry is named by the checksum of all that it was made from, so it is never stale; it is read only where it is the
user's own and whole. Where nothing can be written, everything still works, only later.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from hashlib import blake2b

from cleaner import _version
from cleaner.load import builtin_sources, load_builtin, parse_pack
from cleaner.match import Matcher
from cleaner.policy import Policy
from cleaner.rules import Keep, Rule, RulePack

VERSION = _version.__version__


def matcher(packs: tuple[RulePack, ...] = ()) -> Matcher:
    """A Matcher for the rules that come with the program and those of `packs`."""
    every = [*load_builtin(), *packs]
    return Matcher([rule for pack in every for rule in pack.rules], [keep for pack in every for keep in pack.keeps])


def fingerprint(packs: tuple[RulePack, ...], policy: Policy) -> str:
    """What stands for the version, the rules and the policy, in 16 hexadecimal digits."""
    sources = blake2b(digest_size=8)
    for name, content in builtin_sources():
        sources.update(name.encode() + b"\0" + content + b"\0")
    sources.update(repr((VERSION, packs, policy.name, policy.lone_likely, sorted(policy.keep), policy.only)).encode())
    return sources.hexdigest()
