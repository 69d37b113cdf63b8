"""The teacher's side: take in what students hand in, run it safely, record and return it."""
