"""The database as such: open it, write to it, seal what is secret. Knows no business."""
