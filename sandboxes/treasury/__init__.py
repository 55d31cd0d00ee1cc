"""The treasury's hosted payment page, played: orders from the platform, a page for the payer, signed callbacks."""
