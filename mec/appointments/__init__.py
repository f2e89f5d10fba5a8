"""Fifteen minutes with somebody who knows: desks, slots, bookings."""
