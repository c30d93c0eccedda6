"""`python -m spindetect`: the command line without its script."""

import sys

from spindetect.cli import main

if __name__ == "__main__":
    sys.exit(main())
