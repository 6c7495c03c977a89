"""The networks: backbones as chains of blocks, heads, and taking over the layers of others."""
