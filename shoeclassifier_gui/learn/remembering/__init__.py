"""What a network is fed with: pictures changed anew, or remembered activations."""
