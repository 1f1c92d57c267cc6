complete --keep-order --exclusive --command purekmip --arguments "(COMPLETE=fish purekmip -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
