"""What travels: one class per thing said or asked. Days are civil days in Morocco, moments ISO 8601 in UTC, amounts texts in
dirhams with two decimals, coordinates degrees WGS 84."""
