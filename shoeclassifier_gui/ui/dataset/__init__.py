"""The page of the pictures: classes, split, thumbnails, details."""
