# The file system becomes read-only, as after an error of the device.
mount -t tmpfs -o size=32m,mode=700 tmpfs "$device" || exit 1
fill_home
commands > "$TMPDIR/commands"
while IFS='|' read -r command undo <&3; do
    mount -o remount,ro "$device"
    attempt "$command"
    if [ $status -eq 0 ]; then echo "FAIL $command was done on a read-only device"; fi
    mount -o remount,rw "$device"
    intact "$command"
done 3< "$TMPDIR/commands"
