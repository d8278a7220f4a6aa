"""Labels for other programs; what is written is read back by `calibration.read_labels`."""
