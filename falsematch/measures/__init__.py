"""Numbers become rates: how often people are matched, found, missed and accused."""
