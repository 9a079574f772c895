"""Who is who, what is known of a person, and what erasing one means."""
