"""How fast it is: the workloads, what they are compared with, and the table of ratios."""
