"""What pages cost, in milliseconds and in U: the p50 of a bare Django view with default middleware.

U is measured in the same run, turn by turn with the pages, so that a ratio means the same on any machine and does not
move with its load. Server and client are as in production and as plain as can be: gunicorn with one synchronous worker,
and a socket that sends prepared bytes and reads to the end, so that the client's own work hardly counts and the ratios
are not flattered by it. An in-process call would leave out the server's share, which the floor must hold.
"""
