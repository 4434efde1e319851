"""The public pages of calls: found, read, downloaded, and put into a calendar."""
