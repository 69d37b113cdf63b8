"""Pictures of the letter: what they say is what was measured."""

from __future__ import annotations

from falsematch import plots
from falsematch.facts import story


def test_the_timeline_spans_2001_to_today_and_says_what_it_shows():
    events = story.timeline()
    assert (events["day"].min().year, events["day"].max().year) == (2001, 2026)
    picture = plots.timeline(events)
    marks = sum(len(line.get_xdata()) for line in picture.figure.axes[0].lines)
    assert marks == len(events)
    assert f"A timeline of {len(events)} dated facts from 2001 to 2026" in picture.description
