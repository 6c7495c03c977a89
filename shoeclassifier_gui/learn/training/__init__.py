"""From a configuration to a model: the plan, the loop, checkpoints, runs."""
