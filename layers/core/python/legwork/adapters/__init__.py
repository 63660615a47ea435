"""The ports on AWS. The only place that knows of boto3."""
