complete --keep-order --exclusive --command purearray --arguments "(PURE_COMPLETE=fish purearray -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
