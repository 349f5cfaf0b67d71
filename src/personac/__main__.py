"""`python -m personac`."""

from personac.cli import start

if __name__ == "__main__":
    start()
