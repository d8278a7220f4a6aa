"""`python -m stretchcheck`."""

from stretchcheck.cli import main

if __name__ == "__main__":
    main()
