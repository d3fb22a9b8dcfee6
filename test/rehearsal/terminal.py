"""Runs a command on a terminal and answers its questions with yes: terminal.py COMMAND…"""

import os
import pty
import re
import sys

asked = 0
unanswered = b""


def read(terminal):
    global asked, unanswered
    data = os.read(terminal, 4096)
    unanswered = (unanswered + data)[-4096:]
    if re.search(rb"\(y/n\)", unanswered, re.IGNORECASE):
        asked += 1
        unanswered = b""
        os.write(terminal, b"y\r")
    return data


status = pty.spawn(sys.argv[1:], read)
print(f"questions: {asked}")
sys.exit(os.waitstatus_to_exitcode(status))
