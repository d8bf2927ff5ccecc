"""Options that tests of the road commands give: the day, and a rule of 30 minutes."""

DAY = ("--date", "2019-06-01")
RULE = "limit_min = 30\n"
