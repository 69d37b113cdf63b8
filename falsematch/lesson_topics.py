"""The lessons and their topics: one number and one name, the same in every room."""

#: The topic of each lesson. Its modules have this name in `measures`, `plots`, `widgets`, `checks`.
TOPICS = {
    "00": "story",
    "01": "matching",
    "02": "thresholds",
    "03": "groups",
    "04": "matchers",
    "05": "identification",
    "06": "replays",
    "07": "galleries",
    "08": "loops",
    "09": "linkage",
    "10": "deployments",
    "11": "freedom",
    "12": "decisions",
}

#: Modules that belong to no topic, because several need them: what each is for.
SHARED = {
    "measures/scores.py": "the score tables, which every measurement begins with",
    "measures/rates.py": "the error rates that lessons 01 to 03 build and all later ones use",
    "measures/resampling.py": "intervals from resampling people",
    "measures/intervals.py": "intervals from counts, or from a variance",
    "measures/drawn_by_lot.py": "what chance alone does when people are drawn by lot",
    "measures/differentials.py": "single numbers for how different groups are",
    "plots/base.py": "what all pictures share: description, colors, rates in words",
    "widgets/base.py": "what all controls share: sliders, and a picture that moves with them",
    "checks/base.py": "what all checks share: the verdict, and how a hint is found",
}
