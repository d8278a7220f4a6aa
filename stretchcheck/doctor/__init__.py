"""What works on this machine, and what to do about what does not; nothing is sent anywhere."""

from stretchcheck.doctor.examination import SECTIONS, examine
from stretchcheck.doctor.findings import Diagnosis, Finding

__all__ = ["SECTIONS", "Diagnosis", "Finding", "examine"]
