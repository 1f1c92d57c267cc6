complete --keep-order --exclusive --command purekmip --arguments "(PURE_COMPLETE=fish purekmip -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
