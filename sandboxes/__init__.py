"""The outside world, played as separate processes on this machine: certificate authority, treasury, SMS, mail.

Nothing here imports the platform; the platform reaches each sandbox over HTTP or SMTP as it would the real service.
"""
