"""A photo becomes numbers: photo sets, their download, and the faces in them."""

from falsematch.photos.sets import (
    NAMES,
    PhotoError,
    PhotoSet,
    load,
    openpeople_sheets,
    table,
)
