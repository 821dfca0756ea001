"""BLAKE2b. It is that of hashlib, without the rest: the OpenSSL behind hashlib takes milliseconds to load."""

try:
    from _blake2 import blake2b
except ImportError:  # another Python
    from hashlib import blake2b

__all__ = ["blake2b"]
