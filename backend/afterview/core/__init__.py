"""What every room stands on: databases, HTTP and time, and no noun of the product."""
