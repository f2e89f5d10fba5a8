"""Mails written with the caller’s transaction and sent once by a job."""
