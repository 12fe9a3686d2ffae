"""What tests are made with: a clock, accounts, servers, a full world."""
