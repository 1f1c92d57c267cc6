complete --keep-order --exclusive --command puresim --arguments "(PURE_COMPLETE=fish puresim -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
