"""What is done in a public enquiry: opened, spoken in, closed by the calendar, answered and reported."""
