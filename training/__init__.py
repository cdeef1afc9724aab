"""How the models in the box were made: what they learned from, training, export. The product needs none of it."""
