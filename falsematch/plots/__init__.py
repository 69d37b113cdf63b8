"""Pictures: each carries a text description that says what it shows.

Colours are seaborn's colour-blind palette; what a colour says, a marker, a position or a
word says too. Every rate is drawn with its interval and its number of people.
"""

from falsematch.plots.base import (
    BLUE,
    GREEN,
    MATED,
    NON_MATED,
    ORANGE,
    PURPLE,
    MovingPicture,
    Picture,
    axes,
    digits,
    group_in_words,
    per_1000,
    round_up,
    share,
    with_interval,
)
from falsematch.plots.decisions import claim, class_vote, rules_over_time
from falsematch.plots.deployments import (
    counted_both_ways,
    crowd,
    describe_crowd,
    draw_crowd,
    move_crowd,
)
from falsematch.plots.galleries import (
    composition,
    describe_composition,
    draw_composition,
    move_composition,
    two_matchers,
)
from falsematch.plots.groups import (
    describe_rates,
    draw_rates,
    heatmap,
    move_rates,
    rates_by_group,
    ratio,
    readme_picture,
)
from falsematch.plots.identification import (
    costs,
    describe_growth,
    draw_growth,
    fpir_by_gallery_size,
    matches_per_person,
    measured_and_synthetic,
    move_growth,
    synthetic_crowd,
)
from falsematch.plots.linkage import (
    describe_links,
    draw_links,
    links_by_group,
    links_in_words,
    move_links,
    namesakes,
    shared_names,
    spread,
)
from falsematch.plots.loops import (
    describe_loop,
    draw_loop,
    draw_reviewed,
    loop,
    move_loop,
    move_reviewed,
)
from falsematch.plots.matching import (
    count_matches,
    distances,
    draw_distances,
    draw_threshold,
    faces,
)
from falsematch.plots.replays import (
    describe_people,
    draw_people,
    draw_settings,
    relatives,
    shares_of_flagged,
)
from falsematch.plots.story import describe_placements, draw_placements, power_map, timeline
from falsematch.plots.thresholds import describe_alarms, det, draw_alarms, percentage
