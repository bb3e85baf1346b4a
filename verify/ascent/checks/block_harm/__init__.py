"""Section 5.1.2: what the order of the solutions means, what decides without it, and the first step."""
