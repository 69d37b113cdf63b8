"""The table of the synthetic people is what their package gives."""

from falsematch.build.__main__ import main


def test_the_synthetic_people_are_in_step_with_their_package(data):
    committed = (data / "photos" / "openpeople.csv").read_bytes()
    (data / "photos" / "openpeople.csv").unlink()
    assert main(["openpeople"]) == 0
    assert (data / "photos" / "openpeople.csv").read_bytes() == committed
