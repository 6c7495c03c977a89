"""The Camera page: live preview, captured pictures, and what the model says of them."""
