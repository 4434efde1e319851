"""A printer of its own: words come in as JSON, the PDF goes out.

Fonts and layout take some 50 MiB that a web process would keep for ever after.
"""

import json
import sys

from programs.receipts.rendering.pdf import render_pdf

sys.stdout.buffer.write(render_pdf(json.load(sys.stdin.buffer)))
