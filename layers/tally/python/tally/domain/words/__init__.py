"""What people read, in their language: en.json and fr.json; numbers, money and dates by its rules."""
