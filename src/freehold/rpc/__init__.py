"""The API's wire format: signatures, parameters in, JSON and XML out. It knows no action."""
