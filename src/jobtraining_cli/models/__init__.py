"""What things are: frozen Pydantic models. No input or output, no arrays."""
