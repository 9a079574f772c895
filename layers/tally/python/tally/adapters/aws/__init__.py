"""What every step shares of AWS: clients and errors."""
