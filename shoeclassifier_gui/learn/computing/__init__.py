"""Where and how it is computed: device, number format, processes, parts of batches."""
