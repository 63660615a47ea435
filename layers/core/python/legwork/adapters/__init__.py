"""The ports on AWS. Beside the composition root, the only place that knows of boto3."""
