"""Scores verdicts against labels: what was found in clips, beside what somebody saw in them or what is true of them."""
