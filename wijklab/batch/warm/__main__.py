"""`python -m wijklab.batch.warm FD KIND`: a warm parent on a socket that it was given when it was started."""

from __future__ import annotations

import socket
import sys

from wijklab.batch.warm.parent import serve
from wijklab.batch.warm.preload import KINDS

if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), KINDS[sys.argv[2]])
