"""What pytest must know before it collects."""

import pytest

pytest.register_assert_rewrite("stretch_contract")
