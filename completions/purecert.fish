complete --keep-order --exclusive --command purecert --arguments "(COMPLETE=fish purecert -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
