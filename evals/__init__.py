"""Cases, metrics and the run that decide whether a change ships."""
