"""What a shop changes without a deployment: kinds of settings, their versions, how they differ."""
