"""PostgreSQL and Redis for whoever set no address, and the runner behind `make demo`.

Nothing here is imported once DATABASE_URL and REDIS_URL are set. Only the standard
library is used by what stays in memory beside the servers.
"""
