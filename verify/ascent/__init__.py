"""What this paper's own set-up needs beyond the engine."""
