"""Says in plain words why the system refused something."""


def reason(error: OSError) -> str:
    """Such as "permission denied"."""
    return (error.strerror or str(error) or type(error).__name__).lower()


def reason_and_path(error: OSError) -> str:
    """Such as "permission denied: results/clip"; without a path where the system named none."""
    path = error.filename2 or error.filename
    return f"{reason(error)}: {path}" if path else reason(error)
