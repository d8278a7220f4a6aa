"""The command `stretchcheck`, and `python -m stretchcheck`.

What works in a process of its own imports this file again, so that it must not bring the whole command line with it.
"""


def main() -> None:
    """Run the command line."""
    from stretchcheck.cli import main as run

    run()


if __name__ == "__main__":
    main()
