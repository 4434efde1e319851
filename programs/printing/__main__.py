"""A printer of its own: words come in as JSON, the PDF goes out.

Fonts and layout take some 50 MiB that a web process would keep for ever after.
"""

import json
import sys
from pathlib import Path

from programs.printing.pdf import print_pdf

told = json.load(sys.stdin.buffer)
sys.stdout.buffer.write(print_pdf(told["page"], template=Path(told["template"])))
