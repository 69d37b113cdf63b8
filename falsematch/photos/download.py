"""Download files, each checked by its SHA-256; a file is there whole or not at all."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import pandas as pd
import pooch
import requests
import urllib3
from tqdm.auto import tqdm

#: Seconds without a single byte after which a server counts as stalled.
STALLED_AFTER = 20
#: A file is asked for once more after a fault before we give up.
RETRIES = 1
#: Files fetched at a time: enough to hide waiting, few enough to be polite.
AT_A_TIME = 4


class DownloadError(Exception):
    """A file could not be fetched; the message names it and says what to do."""


def fetch_all(
    files: pd.DataFrame, folder: Path, label: str, stalled_after: float = STALLED_AFTER
) -> None:
    """Fetch every file that is not in the folder yet.

    Files that are in the folder with the right SHA-256 are kept, so an interrupted
    download carries on where it stopped.

    Parameters
    ----------
    files : pandas.DataFrame
        Indexed by the file's name below `folder`; columns ``url`` and ``sha256``.
    folder : pathlib.Path
        Made when missing.
    label : str
        What the progress bar calls the files.
    stalled_after : float
        Seconds of silence after which the server counts as stalled.

    Raises
    ------
    DownloadError
        At the first file that cannot be had. Files fetched so far are kept.
    """
    # pooch tells of each file and each retry; the progress bar and the error say enough.
    pooch.get_logger().setLevel(logging.ERROR)
    store = pooch.create(
        path=folder,
        base_url="",
        registry=files["sha256"].to_dict(),
        urls=files["url"].to_dict(),
        retry_if_failed=RETRIES,
    )
    try:
        for parent in {(folder / name).parent for name in files.index}:
            parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise DownloadError(f"Could not get the photos: {_unwritable(folder, fault)}.") from fault
    downloader = pooch.HTTPDownloader(timeout=stalled_after, chunk_size=1 << 16)
    with (
        ThreadPoolExecutor(AT_A_TIME) as pool,
        tqdm(total=len(files), desc=f"photos of {label}", unit="photo", disable=None) as bar,
    ):
        waiting = {
            pool.submit(store.fetch, name, downloader=downloader): name for name in files.index
        }
        try:
            for done in as_completed(waiting):
                fault = done.exception()
                if fault is not None:
                    name = waiting[done]
                    explained = _explain(name, files.at[name, "url"], folder, fault)
                    raise DownloadError(explained) from fault
                bar.update()
        except BaseException:
            # Also when the learner interrupts: what is not begun is not fetched any more.
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _explain(name: str, url: str, folder: Path, fault: BaseException) -> str:
    kept = "Photos fetched so far are kept: run the same command again to carry on"
    if _is_silence(fault):
        what = f"the server of {url} stalled. {kept}"
    elif isinstance(fault, requests.exceptions.HTTPError):
        what = f"the server answered {fault.response.status_code} for {url}. {kept} later"
    elif isinstance(fault, requests.exceptions.ChunkedEncodingError):
        what = f"the server of {url} cut the file off. {kept}"
    elif isinstance(fault, requests.exceptions.RequestException):
        what = f"{url} could not be reached. Check the address and the network. {kept}"
    elif isinstance(fault, ValueError):
        what = (
            f"{url} sent a file with another SHA-256 than the photo that was measured, "
            f"so it was thrown away. {kept}; if it happens again, the photo has changed at "
            "its source: report it, or give a folder that holds the original"
        )
    elif isinstance(fault, OSError):
        what = f"{_unwritable(folder, fault)}. {kept}"
    else:
        raise fault
    return f"Could not get the photo {name}: {what}."


def _is_silence(fault: BaseException) -> bool:
    # requests calls it a Timeout before the answer begins, a ConnectionError after.
    return isinstance(fault, requests.exceptions.Timeout) or (
        isinstance(fault, requests.exceptions.ConnectionError)
        and any(isinstance(cause, urllib3.exceptions.ReadTimeoutError) for cause in fault.args)
    )


def _unwritable(folder: Path, fault: OSError) -> str:
    return (
        f"{folder} cannot be written ({fault.strerror or fault}). Make room, or set the variable "
        "FALSEMATCH_HOME to a folder that you can write to"
    )
