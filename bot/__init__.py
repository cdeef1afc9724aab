"""The doors of Ibid: command line, HTTP, and what else asks the Library."""
