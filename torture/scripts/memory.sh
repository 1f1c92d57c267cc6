# For every command: the folder that holds what arrays keep in memory is full, read-only, empty, or
# another user's. Played with a key manager, so that a key that counts can be lost.
mount -t tmpfs -o size=256k,mode=1777 tmpfs /dev/shm || exit 1
user=/run/user/$(id -u)
if [ -d "$user" ]; then mount --bind /dev/shm "$user" || exit 1; fi
mount -t tmpfs -o size=32m,mode=700 tmpfs "$device" || exit 1
cp -a "$HOME_WITH_TOKEN" "$PURESIM_HOME" || exit 1
# The key manager runs in the home that this is a copy of.
rm -rf "$PURESIM_HOME/keymanager"

state() {
    purearray list --security-token --notitle && puresim data list --notitle &&
        puresim data read vol1 && puresim drive list --notitle && puresim power status --notitle
}

# What the commands do, and how to undo it. The array is on before each, and locked with a token.
commands() {
    cat <<'COMMANDS'
puresim key rotate|true
purearray replace security-token|true
purearray disable security-token|purearray enable security-token --kmip kmip_srvr
puresim drive add|true
puresim drive fail CH0.BAY1|puresim drive replace CH0.BAY1
puresim data write more|puresim data delete more --yes
puresim power cycle|true
COMMANDS
}

harm() {
    case "$1" in
    full) cat /dev/zero > /dev/shm/filler 2> /dev/null ;;
    read-only) mount -o remount,ro /dev/shm ;;
    empty)
        mount -t tmpfs -o size=256k,mode=1777 tmpfs /dev/shm
        if [ -d "$user" ]; then mount --bind /dev/shm "$user"; fi
        ;;
    foreign) chown -R 65534:65534 /dev/shm/puresim* ;;
    esac
}

heal() {
    case "$1" in
    full) rm /dev/shm/filler ;;
    read-only) mount -o remount,rw /dev/shm ;;
    empty)
        if [ -d "$user" ]; then umount "$user"; fi
        umount /dev/shm
        ;;
    foreign) chown -R "$(id -u):$(id -g)" /dev/shm/puresim* ;;
    esac
}

# What stays the same whether a command is done or not: the token's key, unless it was changed, and the data.
puresim power on > /dev/null || exit 1
before=$(state) || { echo "FAIL: the array does not work: $before"; exit 1; }
commands > "$TMPDIR/commands"
while IFS='|' read -r command undo <&3; do
    for trouble in full read-only empty foreign; do
        harm $trouble
        attempt "$command"
        heal $trouble
        what="$command with the memory's folder $trouble"
        if [ $status -eq 0 ]; then
            # Done is done: the array unlocks with what counts now.
            if puresim power cycle > "$TMPDIR/cycle" 2>&1 && [ "$(puresim data read vol1)" = plain ]
            then echo "ok $command"
            else echo "FAIL $what was done, and the array does not unlock: $(cat "$TMPDIR/cycle")"
            fi
            $undo > "$TMPDIR/undo" 2>&1 || echo "FAIL $what: $undo: $(cat "$TMPDIR/undo")"
        else
            puresim power on > "$TMPDIR/cycle" 2>&1 ||
                echo "FAIL $what ($said): $(cat "$TMPDIR/cycle")"
            after=$(state 2>&1)
            if [ "$after" = "$before" ]; then
                echo "ok $command"
            else
                echo "FAIL $what ($said) changed the state"
                printf '%s\n' "$before" > "$TMPDIR/one"
                printf '%s\n' "$after" | diff "$TMPDIR/one" - >&2
            fi
        fi
        puresim power cycle > /dev/null
        before=$(state 2>&1)
    done
done 3< "$TMPDIR/commands"
