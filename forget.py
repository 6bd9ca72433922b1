"""Deletes what the bot keeps of a person: `python forget.py ID`."""

import os
import sys

from app import load_environment
from server import forget

if __name__ == "__main__":
    load_environment()
    forget.run(os.environ, sys.argv[1:])
