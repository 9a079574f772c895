"""The CDK app: what Tally is made of on AWS."""
