"""The command ``planner``: the same doors as the app, without a screen."""
