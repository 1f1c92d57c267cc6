# Prompts are printed as on a terminal, where the operator who reads the guide types.
PURE_PROMPT=always
