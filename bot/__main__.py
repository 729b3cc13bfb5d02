"""`python -m bot`: hands over to the command line."""

import sys

from bot.memory import made_to_stay

if __name__ == "__main__":
    with made_to_stay():
        from bot.cli import main
    sys.exit(main())
