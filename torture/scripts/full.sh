# For every command: no page is free, then one more each time, until it works.
mount -t tmpfs -o size=6m,mode=700 tmpfs "$device" || exit 1
fill_home
commands > "$TMPDIR/commands"
while IFS='|' read -r command undo <&3; do
    pages=0
    while :; do
        cat /dev/zero > "$device/filler" 2> /dev/null
        size=$(stat -c %s "$device/filler")
        truncate -s $((size - pages * 4096)) "$device/filler"
        attempt "$command"
        rm "$device/filler"
        if [ $status -eq 0 ]; then break; fi
        intact "$command"
        pages=$((pages + 1 + pages / 8))
        if [ $pages -gt 400 ]; then
            echo "FAIL $command never works: $said"
            break
        fi
    done
    $undo || echo "FAIL $command: $undo"
    before=$(state) && echo "ok $command"
done 3< "$TMPDIR/commands"
