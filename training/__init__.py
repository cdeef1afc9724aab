"""How the bundled models were made: examples, training, export. The product does not need it."""
