"""Check cells: does a learner's function work, and if not, what should they look at?"""

from falsematch.lazy_imports import attach, by_module

#: The names that each module gives. It is loaded when one of them is first used.
_NAMES = {
    "base": ["Verdict"],
    "decisions": ["finding", "in_force", "supported"],
    "deployments": ["expected_false_alarms", "seen_at_least_once", "share_right"],
    "galleries": ["draw_list", "fpir_of_list"],
    "groups": ["false_match_rate_by_group", "resampled_rate", "six_pairs"],
    "identification": ["expected_fpir", "false_alarm", "fpir"],
    "linkage": ["exact_links", "expected_pairs", "match_weight"],
    "loops": ["next_round"],
    "matching": ["distance", "is_match", "search"],
    "replays": ["flagged", "share_of_flagged", "threshold_for"],
    "thresholds": [
        "false_match_rate", "false_non_match_rate", "loosest_threshold",
        "share_of_true_alarms",
    ],
}  # fmt: skip

__getattr__, __dir__, __all__ = attach(__name__, by_module(_NAMES))
