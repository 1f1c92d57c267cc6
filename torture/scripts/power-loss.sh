# For every command: the power is lost before each call that syncs, renames, removes or writes a file,
# and what was not synced by then is lost.
#
# The home lies on ext4 in a file, which writes nothing by itself for ten minutes and orders nothing
# (data=writeback, noauto_da_alloc, commit=600). The command is killed before the call, and the file is
# copied then: it holds what ext4 has handed to the device, and nothing of what was only cached. The
# copy is mounted, as after a reboot; every array in it has to open, and the volume to be what it was.
calls=${CALLS:-fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,ftruncate,pwrite64}
# Every call, or only every so many of a command.
stride=${STRIDE:-1}
base=$TMPDIR/base.image now=$TMPDIR/now.image
options=loop,data=writeback,noauto_da_alloc,commit=600
mount -t tmpfs -o size=16m,mode=1777 tmpfs /dev/shm || exit 1
truncate -s 24m "$base" && mkfs.ext4 -q "$base" || exit 1
mount -o $options "$base" "$device" && chmod 700 "$device" || exit 1
cp -a "$HOME_WITH_TOKEN" "$PURESIM_HOME" || exit 1
# It runs in the home that this is a copy of.
rm -rf "$PURESIM_HOME/keymanager"
puresim power cycle > /dev/null && puresim power off || exit 1
umount "$device"

# The commands, and what is done before them, before the power can be lost.
commands() {
    cat <<'COMMANDS'
puresim power on|true
puresim key rotate|puresim power on
purearray replace security-token|puresim power on
purearray disable security-token|puresim power on
purearray enable security-token --kmip kmip_srvr|puresim power on; purearray disable security-token
puresim drive add|puresim power on
puresim drive fail CH0.BAY1|puresim power on
puresim drive replace CH0.BAY1|puresim power on; puresim drive pull CH0.BAY1
puresim drive pull CH0.BAY1|puresim power on
puresim drive insert CH0.BAY1|puresim power on; puresim drive pull CH0.BAY1
puresim data write vol1|puresim power on
puresim array create other|puresim power on
puresim array use other|puresim power on; puresim array create other
puresim array delete other --yes|puresim power on; puresim array create other
purearray rename another|puresim power on
COMMANDS
}

# opens COMMAND WHERE: whether every array on the device opens, and the volume is what it was.
opens() {
    puresim array list --notitle > "$TMPDIR/arrays" 2>&1 ||
        { echo "FAIL $1 $2: $(cat "$TMPDIR/arrays")"; return 1; }
    cut -d ' ' -f 1 "$TMPDIR/arrays" > "$TMPDIR/names"
    [ -s "$TMPDIR/names" ] || { echo "FAIL $1 $2: no array is left"; return 1; }
    while read -r name; do
        PURE_ARRAY=$name puresim power cycle > "$TMPDIR/cycle" 2>&1 ||
            { echo "FAIL $1 $2: $name does not open: $(tail -n 1 "$TMPDIR/cycle")"; return 1; }
        [ "$name" = other ] && continue
        read=$(PURE_ARRAY=$name puresim data read vol1 2>&1)
        if [ "$read" != plain ] && [ "$read" != changed ]; then
            echo "FAIL $1 $2: vol1 is '$read'"
            return 1
        fi
    done < "$TMPDIR/names"
}

# The key manager is another machine: it keeps its power, and what it has destroyed. Before each try it is
# what it was when the array was prepared.
keep_key_manager() {
    rm -rf "$TMPDIR/$1"
    PURESIM_HOME=$KEY_MANAGER puresim keymanager stop > /dev/null
    cp -a "$KEY_MANAGER/keymanager" "$TMPDIR/$1"
    PURESIM_HOME=$KEY_MANAGER puresim keymanager start --listen "$LISTEN" > /dev/null
}
restore_key_manager() {
    PURESIM_HOME=$KEY_MANAGER puresim keymanager stop > /dev/null
    rm -rf "$KEY_MANAGER/keymanager"
    cp -a "$TMPDIR/$1" "$KEY_MANAGER/keymanager"
    PURESIM_HOME=$KEY_MANAGER puresim keymanager start --listen "$LISTEN" > /dev/null
}

# lose COMMAND BEFORE INJECTION...: loses power in it at each place; prints a line for each.
lose() {
    command=$1 prepare=$2
    shift 2
    cp --sparse=always "$base" "$TMPDIR/prepared.image"
    mount -o $options "$TMPDIR/prepared.image" "$device"
    (eval "$prepare") > /dev/null 2>&1
    umount "$device"
    case "$command" in purearray*) keep_key_manager prepared ;; esac
    number=1
    while :; do
        cp --sparse=always "$TMPDIR/prepared.image" "$now"
        mount -o $options "$now" "$device"
        {
            printf changed |
                strace -f -qq -o /dev/null -e trace=$calls "$@" \
                    -e inject=$calls:signal=KILL:when=$number $command > "$TMPDIR/said" 2>&1
            status=$?
        } 2> /dev/null
        cp --sparse=always "$now" "$TMPDIR/lost.image"
        umount "$device"
        mount -o loop "$TMPDIR/lost.image" "$device"
        opens "$command" "cut at call $number" && echo "ok $command"
        umount "$device"
        case "$command" in purearray*) restore_key_manager prepared ;; esac
        [ $status -eq 137 ] || break
        number=$((number + stride))
    done
    case "$command" in purearray*) restore_key_manager first ;; esac
    if [ $status -ne 0 ]; then echo "FAIL $command: $(cat "$TMPDIR/said")"; fi
}

# The measure finds a fault: with the first calls left out that sync a drive, by whichever of the two calls
# it is done, an array must not open.
planted() {
    calls=unlink,rename,pwrite64
    found=0
    for sync in fsync fdatasync; do
        lost=$(lose "puresim key rotate" "puresim power on" -e trace=$calls,$sync \
            -e inject=$sync:retval=0:when=1..12 | grep -c '^FAIL')
        found=$((found + lost))
    done
    if [ "$found" -gt 0 ]; then
        echo "ok (a rotation that does not sync its drives is found out)"
    else
        echo "FAIL a rotation that does not sync its drives is not found out"
    fi
}

keep_key_manager first
commands > "$TMPDIR/commands"
while IFS='|' read -r command prepare <&3; do
    case "$command" in
    ${ONLY:-*}) lose "$command" "$prepare" ;;
    esac
done 3< "$TMPDIR/commands"
planted
