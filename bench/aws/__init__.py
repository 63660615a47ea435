"""AWS within this process: answers what boto3 would send over the network, and says its price."""
