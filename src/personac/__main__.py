"""`python -m personac`."""

from personac.cli import main

if __name__ == "__main__":
    main()
