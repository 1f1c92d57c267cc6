# For every command: no inode is free, then one more each time, until it works.
mount -t tmpfs -o nr_inodes=120,mode=700 tmpfs "$device" || exit 1
fill_home
commands > "$TMPDIR/commands"
while IFS='|' read -r command undo <&3; do
    inodes=0
    while :; do
        mkdir "$device/filler"
        number=0
        while true > "$device/filler/$number"; do number=$((number + 1)); done 2> /dev/null
        taken=$inodes
        while [ $taken -gt 0 ]; do
            number=$((number - 1))
            rm -f "$device/filler/$number"
            taken=$((taken - 1))
        done
        attempt "$command"
        rm -r "$device/filler"
        if [ $status -eq 0 ]; then break; fi
        intact "$command"
        inodes=$((inodes + 1))
        if [ $inodes -gt 40 ]; then
            echo "FAIL $command never works: $said"
            break
        fi
    done
    $undo || echo "FAIL $command: $undo"
    before=$(state) && echo "ok $command"
done 3< "$TMPDIR/commands"
