"""Operations on a stack by the operators' own AWS credentials, past the API and its logins."""
