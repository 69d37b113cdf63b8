"""What others said and did, each with its source."""

from falsematch.facts.tables import (
    AS_OF,
    KINDS,
    SHOWED_ANOTHER_PAGE,
    FactError,
    fill,
    load,
    quoted_in,
    to_markdown,
)
