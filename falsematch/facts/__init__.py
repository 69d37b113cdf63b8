"""What others said and did, each with its source."""

from falsematch.facts.tables import (
    AS_OF,
    KINDS,
    OTHER_PAGE,
    FactError,
    fill,
    load,
    quoted_in,
    to_markdown,
)
