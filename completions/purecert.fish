complete --keep-order --exclusive --command purecert --arguments "(PURE_COMPLETE=fish purecert -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
