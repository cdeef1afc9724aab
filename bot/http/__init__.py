"""The HTTP service: the application, its routes, and what guards them."""
