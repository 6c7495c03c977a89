"""All that needs torch: networks, weights, training, evaluation, prediction."""
