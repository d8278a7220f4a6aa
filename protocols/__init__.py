"""JUDGE: landmarks in, verdicts out. No camera, no clock, no network: numpy and scipy only."""
