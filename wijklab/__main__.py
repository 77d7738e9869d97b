"""`python -m wijklab` is the command `wijklab`."""

from __future__ import annotations

from wijklab.cli import main

if __name__ == "__main__":
    main()
