"""HTML and EPUB: pages without their furniture, with their notes."""
