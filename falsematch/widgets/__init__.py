"""Controls that change a picture. Each is used with mouse or keyboard, and says in words
what it shows; the words change with the picture.
"""

from falsematch.lazy_imports import attach, by_module

#: The names that each module gives. It is loaded when one of them is first used.
_NAMES = {
    "decisions": ["audit", "class_vote"],
    "deployments": ["deployment"],
    "galleries": ["composition"],
    "groups": ["false_matches_per_person", "threshold_by_group"],
    "identification": ["list_length"],
    "linkage": ["links"],
    "loops": ["loop", "reviewer"],
    "matching": ["two_faces"],
    "replays": ["replayed"],
    "story": ["kept_map", "my_map"],
    "thresholds": ["crowd", "threshold"],
}  # fmt: skip

__getattr__, __dir__, __all__ = attach(__name__, by_module(_NAMES))
