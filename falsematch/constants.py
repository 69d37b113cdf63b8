"""The one place for settings that more than one module, test or lesson relies on."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent

#: Folder with the course: ``lessons``, ``exercises``, ``data``, ``guide``. In a clone it is the
#: folder around the package; a wheel carries it inside.
COURSE = _PACKAGE / "course" if (_PACKAGE / "course").is_dir() else _PACKAGE.parent
#: Folder with the committed tables.
DATA = COURSE / "data"

#: Folder for everything this machine made or downloaded: photos, weights, face
#: templates, predictions. Set the variable FALSEMATCH_HOME to move it.
HOME = Path(os.environ.get("FALSEMATCH_HOME") or platformdirs.user_cache_dir("falsematch"))

# --- the matcher -------------------------------------------------------------------

#: DeepFace's name for the matcher of this course: dlib's ResNet of 2017, 128 numbers a face.
MATCHER = "Dlib"
#: DeepFace's name for the face detector of this course: dlib's HOG detector.
DETECTOR = "dlib"
#: The Euclidean distance at or below which DeepFace calls two `MATCHER` faces the same person,
#: as the makers of dlib recommend. DeepFace's own default is another matcher with another one.
DEFAULT_THRESHOLD = 0.6
#: Photos are scaled so that their longer side has at most this many pixels.
LONGEST_SIDE = 600
#: Photos with more pixels than this are refused unread (a 100-megapixel file needs
#: 300 MB of memory once it is open).
MOST_PIXELS = 60_000_000

# --- measurements ------------------------------------------------------------------

#: Distances in the committed tables are rounded to this many decimals.
DECIMALS = 4
#: A rebuilt distance may differ by this much (processors round differently).
REBUILD_TOLERANCE = 0.001
#: Resamples of people behind an interval, and the share that the interval covers.
RESAMPLES = 1000
COVERAGE = 0.95
#: Below this many people resampling says nothing, and the interval is the whole of 0 to 1.
FEWEST_PEOPLE = 5
#: Below this many matches resampling alone gives no upper end of an interval.
FEWEST_MATCHES = 10
#: Random numbers start from here, so that two runs show the same interval.
SEED = 2018
