# As a user who is not root: the folders or the files lose the permission to be written.
# Every user may go there.
device=/mnt
export PURESIM_HOME=/mnt/home
mount -t tmpfs -o size=2g,mode=755 tmpfs "$device" || exit 1
cd /
mkdir -p "$device/bin" "$device/tmp"
for name in purecert purekmip purearray puresim; do
    cp "$(command -v $name)" "$device/bin/" || exit 1
done
cp "$TMPDIR/input" "$device/tmp/input"
chown -R 65534:65534 "$device"
cat > "$device/play.sh" <<'PLAY'
fill_home
commands > "$TMPDIR/commands"
array=$(echo "$PURESIM_HOME"/arrays/*-*)
while IFS='|' read -r command undo <&3; do
    for lost in "$PURESIM_HOME" "$array" "$array/drives" "$array/data" "$array/array.db" \
        "$PURESIM_HOME/keymanager"; do
        mode=$(stat -c %a "$lost")
        for less in 000 400 500; do
            chmod $less "$lost"
            attempt "$command"
            chmod "$mode" "$lost"
            if [ $status -eq 0 ]; then
                $undo
                before=$(state)
            fi
            intact "$command"
        done
    done
done 3< "$TMPDIR/commands"
PLAY
exec env "PATH=$device/bin:$PATH" "TMPDIR=$device/tmp" \
    "device=$device" "HOME=$device/tmp" setpriv --reuid 65534 --regid 65534 --clear-groups \
    sh -c "$LIBRARY
$(cat "$device/play.sh")"
