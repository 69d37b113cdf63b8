"""Pictures: each carries a text description that says what it shows.

Colours are seaborn's colour-blind palette; what a colour says, a marker, a position or a
word says too. Every rate is drawn with its interval and its number of people.
"""

from falsematch.lazy_imports import attach, by_module

#: The names that each module gives. It is loaded when one of them is first used.
_NAMES = {
    "base": [
        "BLUE", "GREEN", "MATED", "NON_MATED", "ORANGE", "PURPLE", "MovingPicture",
        "Picture", "axes", "three_digits", "group_in_words", "per_1000", "round_up", "share",
        "with_interval",
    ],
    "decisions": ["claim", "class_vote", "rules_over_time"],
    "deployments": ["counted_both_ways", "crowd", "describe_crowd", "draw_crowd", "move_crowd"],
    "galleries": [
        "composition", "describe_composition", "draw_composition", "move_composition",
        "two_matchers",
    ],
    "groups": [
        "describe_rates", "draw_rates", "heatmap", "move_rates", "rates_by_group",
        "ratio", "readme_picture",
    ],
    "identification": [
        "costs", "describe_growth", "draw_growth", "fpir_by_gallery_size",
        "matches_per_person", "measured_and_synthetic", "move_growth",
        "synthetic_crowd",
    ],
    "linkage": [
        "describe_links", "draw_links", "links_by_group", "links_in_words",
        "move_links", "namesakes", "shared_names", "spread",
    ],
    "loops": [
        "describe_loop", "draw_loop", "draw_reviewed", "loop", "move_loop", "move_reviewed",
    ],
    "matching": ["count_matches", "distances", "draw_distances", "draw_threshold", "faces"],
    "replays": [
        "describe_people", "draw_people", "draw_settings", "relatives",
        "shares_of_flagged",
    ],
    "story": ["describe_placements", "draw_placements", "power_map", "timeline"],
    "thresholds": ["describe_alarms", "det", "draw_alarms", "percentage"],
}  # fmt: skip

__getattr__, __dir__, __all__ = attach(__name__, by_module(_NAMES))
