"""What every test may use."""

pytest_plugins = ["tests.plugins.services", "tests.plugins.browser", "tests.plugins.axe"]
