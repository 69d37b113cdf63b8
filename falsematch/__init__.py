"""False Match: a hands-on course on the ethics of face surveillance.

What a learner meets in the lessons, in the order of the data: photos, faces, scores, rates,
differentials, and plots and widgets to look at them.
"""

from falsematch import (
    checks as check,
)
from falsematch import (
    differentials,
    faces,
    photos,
    plots,
    rates,
    scores,
    widgets,
)
from falsematch.predictions import predict

__all__ = [
    "check", "differentials", "faces", "photos", "plots", "predict", "rates", "scores", "widgets",
]  # fmt: skip
