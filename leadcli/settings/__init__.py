"""What people write into YAML, read into typed settings with every problem at once."""
