"""Check cells: does a learner's function work, and if not, what should they look at?"""

from falsematch.checks.base import Verdict
from falsematch.checks.groups import false_match_rate_by_group, resampled_rate, six_pairs
from falsematch.checks.matching import distance, is_match, search
from falsematch.checks.thresholds import (
    false_match_rate,
    false_non_match_rate,
    loosest_threshold,
    share_of_true_alarms,
)
