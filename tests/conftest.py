"""What pytest must know before it collects."""

import pytest
from hypothesis import settings

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
"""A busy machine must not turn a test red."""

pytest.register_assert_rewrite("stretch_contract")
