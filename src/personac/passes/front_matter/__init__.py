"""What the passes on the front matter are made of: values, permissions, findings about them."""
