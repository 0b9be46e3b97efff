"""What is asked, in what order, when: pure, without a database."""
