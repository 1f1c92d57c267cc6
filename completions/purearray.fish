complete --keep-order --exclusive --command purearray --arguments "(COMPLETE=fish purearray -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
