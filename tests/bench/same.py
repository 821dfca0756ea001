"""Prints one checksum over the reports of all fixtures and of made-up documents, to be compared between systems.

python tests/bench/same.py [--documents 5000]

The same fingerprint means the same results: on every operating system and with every Python and every version of the
libraries, the line that this prints must be the same for the same checkout. (Around characters newer than Unicode 14,
Pythons differ; none stands in these texts.)
"""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
from pathlib import Path

from soak import documents

from cleaner import Cleaner


def main() -> int:
    """Prints the system, the fingerprint and the checksum."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=5_000)
    options = parser.parse_args()
    fixtures = sorted((Path(__file__).parent.parent.parent / "fixtures").glob("*/input.txt"))
    texts = [path.read_bytes().decode("utf-8", "surrogateescape") for path in fixtures]
    sum_ = hashlib.blake2b(digest_size=16)
    for policy in ("precise", "balanced", "thorough"):
        cleaner = Cleaner(policy=policy)
        for result in cleaner.clean_many([*texts, *documents(options.documents, 7)]):
            sum_.update(json.dumps(result.to_dict(with_text=True), sort_keys=True).encode())
        print(f"{policy}: fingerprint {cleaner.fingerprint}")
    print(f"Python {platform.python_version()} on {platform.system()}: {sum_.hexdigest()}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
