"""Controls that change a picture. Each is used with mouse or keyboard, and says in words
what it shows; the words change with the picture.
"""

from falsematch.widgets.decisions import audit, class_vote
from falsematch.widgets.deployments import deployment
from falsematch.widgets.galleries import composition
from falsematch.widgets.groups import false_matches_per_person, threshold_by_group
from falsematch.widgets.identification import list_length
from falsematch.widgets.linkage import links
from falsematch.widgets.loops import loop, reviewer
from falsematch.widgets.matching import two_faces
from falsematch.widgets.replays import replayed
from falsematch.widgets.story import kept_map, my_map
from falsematch.widgets.thresholds import crowd, threshold
