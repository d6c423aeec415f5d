"""活动: the plan of the year as it happens."""
