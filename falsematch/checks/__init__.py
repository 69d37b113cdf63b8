"""Check cells: does a learner's function work, and if not, what should they look at?"""

from falsematch.checks.base import Verdict
from falsematch.checks.decisions import finding, in_force, supported
from falsematch.checks.deployments import (
    expected_false_alarms,
    seen_at_least_once,
    share_right,
)
from falsematch.checks.galleries import draw_list, fpir_of_list
from falsematch.checks.groups import false_match_rate_by_group, resampled_rate, six_pairs
from falsematch.checks.identification import expected_fpir, false_alarm, fpir
from falsematch.checks.linkage import exact_links, expected_pairs, match_weight
from falsematch.checks.loops import next_round
from falsematch.checks.matching import distance, is_match, search
from falsematch.checks.replays import flagged, share_of_flagged, threshold_for
from falsematch.checks.thresholds import (
    false_match_rate,
    false_non_match_rate,
    loosest_threshold,
    share_of_true_alarms,
)
