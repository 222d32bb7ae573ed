"""What draws the values that the tests try ("strategy" means how bookings are distributed here)."""
