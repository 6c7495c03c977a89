"""What the program knows without a window and without torch: pictures, cameras, runs."""
