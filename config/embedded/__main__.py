"""`python -m config.embedded` runs a whole Kapok until Ctrl-C."""

import sys

from config.embedded.runner import main

sys.exit(main())
