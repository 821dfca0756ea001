"""A small rule book of the tests' own, so that they do not hang on the words of the real one."""

from cleaner.rules.toml import parse_pack

SMALL = parse_pack(
    """
[[rule]]
name = "offer"
category = "paywall"
reason = "offers a trial"
unit = "line"
confidence = "certain"
pattern = '''^start your free trial of .{1,40}$'''
any_of = ["free trial"]
remove = ["⟦Start your free trial of the Post⟧", "⟦Start your free trial\\nof the Post⟧"]
keep = ["Their free trial of the engine failed.", "A free trial of strength"]

[[rule]]
name = "wall"
category = "paywall"
reason = "ends the free part"
unit = "tail"
confidence = "certain"
pattern = '''^subscribe to read the whole story$'''
any_of = ["subscribe to read"]
damage = "cut-off"
remove = ["⟦Subscribe to read the whole story⟧", "⟦» Subscribe to read the whole story⟧"]
keep = ["They subscribe to read the court pages.", "Subscribe to read the whole story, said the sign."]

[[rule]]
name = "most-read"
category = "related"
reason = "heads a list of other articles"
unit = "block"
confidence = "certain"
pattern = '''^most read(?: today)?$'''
any_of = ["most read"]
remove = ["⟦Most read⟧", "⟦MOST READ TODAY⟧"]
keep = ["The most read book of the year", "Most read it twice."]

[[rule]]
name = "share"
category = "share"
reason = "is a word of a share bar"
unit = "line"
confidence = "likely"
pattern = '''^(?:share|print|save)(?: with your friends)?$'''
any_of = ["share", "print", "save"]
remove = ["⟦Share⟧", "⟦• Print⟧"]
keep = ["Share prices fell.", "Save the whale"]

[[rule]]
name = "foot"
category = "legal"
reason = "states a copyright"
unit = "tail"
confidence = "certain"
pattern = '''^copyright .{1,60} all rights reserved\\.?$'''
any_of = ["all rights reserved"]
remove = ["⟦Copyright © The Post. All rights reserved.⟧", "⟦Copyright 2020 X, all rights reserved⟧"]
keep = ["All rights reserved for the heirs were sold.", "It said “all rights reserved” on the box."]

[[rule]]
name = "photo"
category = "credit"
reason = "credits a photo"
unit = "inline"
confidence = "certain"
pattern = '''\\(photo by [^()]{1,40}\\)'''
any_of = ["(photo by"]
remove = ["He left.⟦ (Photo by Ann Orr)⟧", "⟦(Photo by Ann Orr) ⟧He left."]
keep = ["A (photo by night was lost.", "(photo by ())"]

[[rule]]
name = "agency"
category = "credit"
reason = "names an agency"
unit = "inline"
confidence = "likely"
case = true
pattern = '''(?<=[.!?]) (?:REUTERS|AFP)$'''
any_of = ["reuters", "afp"]
remove = ["He left.⟦ REUTERS⟧", "It fell.⟦ AFP⟧"]
keep = ["He left REUTERS", "It rose. reuters"]
""".encode(),
    "small.toml",
)
