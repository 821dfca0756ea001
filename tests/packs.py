"""A small rule book of the tests' own, so that they do not hang on the words of the real one."""

from cleaner.rules.book import Book
from cleaner.rules.languages import language_of
from cleaner.rules.lists import Lists
from cleaner.rules.rule import RulePack
from cleaner.rules.toml import parse_pack

SMALL = parse_pack(
    """
[[rule]]
name = "offer"
category = "paywall"
reason = "offers a trial"
unit = "line"
certain = true
phrases = ["start your free trial of {words}"]
remove = ["⟦Start your free trial of the Post⟧", "⟦Start your free trial\\nof the Post⟧"]
keep = ["Their free trial of the engine failed.", "A free trial of strength"]

[[rule]]
name = "wall"
category = "paywall"
reason = "ends the free part"
unit = "tail"
certain = true
phrases = ["subscribe to read the whole story"]
damage = "cut-off"
remove = ["⟦Subscribe to read the whole story⟧", "⟦» Subscribe to read the whole story⟧"]
keep = ["They subscribe to read the court pages.", "Subscribe to read the whole story, said the sign."]

[[rule]]
name = "most-read"
category = "related"
reason = "heads a list of other articles"
unit = "block"
certain = true
phrases = ["most read [today]"]
remove = ["⟦Most read⟧", "⟦MOST READ TODAY⟧"]
keep = ["The most read book of the year", "Most read it twice."]

[[rule]]
name = "share"
category = "share"
reason = "is a word of a share bar"
unit = "line"
phrases = ["(share|print|save) [with your friends]"]
remove = ["⟦Share⟧", "⟦• Print⟧"]
keep = ["Share prices fell.", "Save the whale"]

[[rule]]
name = "foot"
category = "legal"
reason = "states a copyright"
unit = "tail"
certain = true
phrases = ["copyright {words 1-10} [,|.] all rights reserved"]
remove = ["⟦Copyright © The Post. All rights reserved.⟧", "⟦Copyright 2020 X, all rights reserved⟧"]
keep = ["All rights reserved for the heirs were sold.", "It said “all rights reserved” on the box."]

[[rule]]
name = "photo"
category = "credit"
reason = "credits a photo"
unit = "inline"
certain = true
pattern = '''\\(photo by [^()]{1,40}\\)'''
near = ["(photo by"]
remove = ["He left.⟦ (Photo by Ann Orr)⟧", "⟦(Photo by Ann Orr) ⟧He left."]
keep = ["A (photo by night was lost.", "(photo by ())"]

[[rule]]
name = "agency"
category = "credit"
reason = "names an agency"
unit = "inline"
case = true
pattern = '''(?<=[.!?]) (?:REUTERS|AFP)$'''
near = ["REUTERS", "AFP"]
remove = ["He left.⟦ REUTERS⟧", "It fell.⟦ AFP⟧"]
keep = ["He left REUTERS", "It rose. reuters"]
""".encode(),
    "small.toml",
    "small",
    None,
    head="small",
)


def parsed(content: bytes, source: str) -> RulePack:
    """The pack in a user's file of this name, such as "promo.en.toml". Raises PackError."""
    name = source.removesuffix(".toml")
    return parse_pack(content, source, name.partition(".")[0], language_of(name), head=name)


#: The same as a book.
BOOK = Book(SMALL.rules, Lists({}))
