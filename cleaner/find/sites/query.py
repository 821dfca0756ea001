"""Which lines a profile takes up: one statement in the SQL that DuckDB and Spark share, so that both learn the same.

What recurs is not always boilerplate. A line is weighed by the share of the site's stories that it stands in, and
needs more of them the more it looks like the article: where it stands between paragraphs that no other page has,
where it is a sentence, and most of all where it is a paragraph. Pages that share their rarest paragraph, or most of the
marks of their paragraphs (see `sightings`), are copies of one story and count once, so that no article, however often
and however differently it was scraped, makes its own lines recur.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from cleaner.find.sites.keys import LONGEST_LINE
from cleaner.find.sites.sightings import MARK_PLACE


@dataclass(frozen=True, slots=True)
class Evidence:
    """How much a line needs. Shares are of the stories of its host.

    Any line stands in `fewest` stories or more. A line of the frame (at the head or the foot of pages, beside the same
    line two times in three) needs the share `frame`, or only `rare` if it stands in `many` stories. A paragraph of
    prose inside the article needs `prose`; any sentence, and a line that stands beside the article's paragraphs and not
    below them, needs `body`. These two also need `fewest_in_body` stories, and more than one section and month where
    the site's URLs tell them. Any other line needs `plain`. From the share `certain` on a line acts without support.
    """

    fewest: int = 3
    fewest_in_body: int = 5
    many: int = 20
    rare: float = 0.02
    frame: float = 0.1
    plain: float = 0.2
    body: float = 0.5
    prose: float = 0.8
    certain: float = 0.5


#: Pages are held against the first page that bears a mark of theirs, for each mark, so that the work is linear.
_TOLD = """
WITH seen AS (
    SELECT DISTINCT host, page, section, month, place, line, size, is_prose, is_sentence, shown FROM {sightings}
    WHERE place > {mark_place}
), mark AS (
    SELECT DISTINCT host, page, line AS mark FROM {sightings} WHERE place = {mark_place}
), marked_page AS (
    SELECT host, page, count(*) AS marks FROM mark GROUP BY host, page
), bearer AS (
    SELECT host, mark, min(page) AS page FROM mark GROUP BY host, mark
), alike AS (
    SELECT DISTINCT mark.host, mark.page, bearer.page AS other
    FROM mark JOIN bearer ON mark.host = bearer.host AND mark.mark = bearer.mark WHERE bearer.page < mark.page
), common AS (
    SELECT alike.host, alike.page, alike.other, count(*) AS marks FROM alike
    JOIN mark AS ours ON ours.host = alike.host AND ours.page = alike.page
    JOIN mark AS theirs ON theirs.host = alike.host AND theirs.page = alike.other AND theirs.mark = ours.mark
    GROUP BY alike.host, alike.page, alike.other
), half_link AS (
    SELECT common.host, common.page, common.other FROM common
    JOIN marked_page AS ours ON ours.host = common.host AND ours.page = common.page
    JOIN marked_page AS theirs ON theirs.host = common.host AND theirs.page = common.other
    WHERE common.marks >= {least_marks} AND 3 * common.marks >= 2 * least(ours.marks, theirs.marks)
), link AS (
    SELECT host, page, other FROM half_link UNION ALL SELECT host, other AS page, page AS other FROM half_link
), near AS (
    SELECT host, page, least(page, min(other)) AS original FROM link GROUP BY host, page
), further AS (
    SELECT link.host, link.page, min(near.original) AS original
    FROM link JOIN near ON near.host = link.host AND near.page = link.other GROUP BY link.host, link.page
), first_copy AS (
    SELECT link.host, link.page, min(further.original) AS original
    FROM link JOIN further ON further.host = link.host AND further.page = link.other GROUP BY link.host, link.page
), spread AS (
    SELECT host, line, count(DISTINCT page) AS pages FROM seen GROUP BY host, line
), ranked AS (
    SELECT seen.host, seen.page, seen.line, row_number() OVER (
        PARTITION BY seen.host, seen.page ORDER BY seen.is_prose DESC, spread.pages, seen.size DESC, seen.line
    ) AS rank
    FROM seen JOIN spread ON seen.host = spread.host AND seen.line = spread.line
), told AS (
    SELECT seen.*, ranked.line AS story FROM seen
    LEFT JOIN first_copy ON seen.host = first_copy.host AND seen.page = first_copy.page
    JOIN ranked ON seen.host = ranked.host AND coalesce(first_copy.original, seen.page) = ranked.page
        AND ranked.rank = 1
)
"""
_PROFILE = """
, site AS (
    SELECT host, count(DISTINCT story) AS pages, count(DISTINCT section) AS sections, count(DISTINCT month) AS months
    FROM told GROUP BY host
), counted AS (
    SELECT host, line, count(DISTINCT story) AS seen, count(DISTINCT section) AS sections,
        count(DISTINCT month) AS months, min(shown) AS example
    FROM told GROUP BY host, line
), marked AS (
    SELECT told.*, CASE WHEN told.is_prose AND counted.seen = 1 THEN told.size ELSE 0 END AS own
    FROM told JOIN counted ON told.host = counted.host AND told.line = counted.line
), laid AS (
    SELECT host, page, story, place, line, size, is_prose, is_sentence,
        coalesce(sum(own) OVER before_it, 0) AS above, sum(own) OVER (PARTITION BY host, page) AS body,
        coalesce(lag(own) OVER in_order, 0) > 0 OR coalesce(lead(own) OVER in_order, 0) > 0 AS is_beside,
        coalesce(lag(line) OVER in_order, 0) AS previous, coalesce(lead(line) OVER in_order, 0) AS next
    FROM marked
    WINDOW in_order AS (PARTITION BY host, page ORDER BY place),
        before_it AS (PARTITION BY host, page ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), placed AS (
    SELECT host, line, story, max(size) AS size, max(CAST(is_prose AS INT)) AS is_prose,
        max(CAST(is_sentence AS INT)) AS is_sentence,
        max(CAST(is_beside AS INT)) AS is_beside,
        max(CASE WHEN body > 0 AND above * 20 > body THEN 1 ELSE 0 END) AS is_below,
        max(CASE WHEN body > 0 AND above * 5 < body * 4 THEN 1 ELSE 0 END) AS is_above
    FROM laid WHERE line <> 0 GROUP BY host, line, story
), neighbours AS (
    SELECT host, line, max(pages) AS steady FROM (
        SELECT host, line, previous, count(DISTINCT story) AS pages FROM laid GROUP BY host, line, previous
        UNION ALL
        SELECT host, line, next, count(DISTINCT story) AS pages FROM laid GROUP BY host, line, next
    ) AS beside GROUP BY host, line
), weighed AS (
    SELECT placed.host, placed.line, count(*) AS seen, max(size) AS size, max(is_prose) AS is_prose,
        max(is_sentence) AS is_sentence, avg(is_beside) AS beside,
        1 - avg(is_below) AS head, 1 - avg(is_above) AS foot
    FROM placed GROUP BY placed.host, placed.line
), judged AS (
    SELECT weighed.host, weighed.line, weighed.seen, site.pages, CAST(weighed.seen AS DOUBLE) / site.pages AS share,
        CASE WHEN head >= 0.9 THEN 'head' WHEN foot >= 0.9 THEN 'foot' ELSE 'body' END AS place,
        weighed.is_prose = 1 AS is_prose, weighed.is_sentence = 1 AS is_sentence, weighed.beside >= 0.3 AS is_beside,
        3 * neighbours.steady >= 2 * weighed.seen AS is_steady,
        (site.sections = 1 OR counted.sections > 1) AND (site.months = 1 OR counted.months > 1) AS is_spread,
        counted.example
    FROM weighed
    JOIN site ON weighed.host = site.host
    JOIN counted ON weighed.host = counted.host AND weighed.line = counted.line
    JOIN neighbours ON weighed.host = neighbours.host AND weighed.line = neighbours.line
    WHERE weighed.size <= {longest} AND weighed.seen >= {fewest}
)
SELECT host, line, seen, pages, share, place, is_prose, share >= {certain} AS is_certain, example
FROM judged
WHERE CASE
    WHEN is_prose AND place = 'body' THEN share >= {prose} AND seen >= {fewest_in_body} AND is_spread
    WHEN is_sentence OR (is_beside AND place <> 'foot') THEN share >= {body} AND seen >= {fewest_in_body} AND is_spread
    WHEN place <> 'body' AND is_steady THEN share >= {frame} OR (share >= {rare} AND seen >= {many})
    ELSE share >= {plain} END
ORDER BY host, line
"""


_COPIES = """
SELECT count(*) - count(DISTINCT story) AS copies
FROM (SELECT DISTINCT host, page, concat(host, ' ', CAST(story AS VARCHAR(20))) AS story FROM told) AS page
"""
#: Of paragraphs with fewer marks than this in common nothing can be said.
_LEAST_MARKS = 4


def statement(sightings: str, evidence: Evidence) -> str:
    """The statement that makes the profile table of the table or view named `sightings`."""
    values = {field.name: getattr(evidence, field.name) for field in fields(evidence)}
    return _told(sightings) + _PROFILE.format(longest=LONGEST_LINE, **values)


def copies(sightings: str) -> str:
    """The statement that counts the pages whose story another page tells as well, in a column `copies`."""
    return _told(sightings) + _COPIES


def _told(sightings: str) -> str:
    return _TOLD.format(sightings=sightings, mark_place=MARK_PLACE, least_marks=_LEAST_MARKS)
