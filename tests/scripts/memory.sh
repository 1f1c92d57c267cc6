# In a mount namespace of its own: the folder of the memory is full, read-only, another user's, or gone.
# Each command is done or does nothing, and says which; the data can be read in the end.
mount -t tmpfs tmpfs /run/user 2> /dev/null
mount -t tmpfs -o size=64k,mode=1777 tmpfs /dev/shm || exit 1
mkdir -p "$TMPDIR/files"
echo hello | puresim data write vol1 > /dev/null || exit 1
puresim drive list --csv --notitle > "$TMPDIR/files/drives"
folder=$(echo /dev/shm/puresim-*)

check() {
    puresim power on > /dev/null 2>&1
    state=$(puresim power status --csv --notitle 2> /dev/null | cut -d, -f2)
    test "$state" = on || { echo "$1: $state"; exit 1; }
    test "$(puresim data read vol1)" = hello || { echo "$1: the data is gone"; exit 1; }
    test "$(puresim drive list --csv --notitle | cut -d, -f1 | sort)" = \
        "$(ls "$PURESIM_HOME"/arrays/*-*/drives | sort)" || { echo "$1: the drives differ"; exit 1; }
}

# While it is on, nothing is written there: what changes the keys is done.
for trouble in full read-only; do
    case $trouble in
    full) cat /dev/zero > /dev/shm/full 2> /dev/null ;;
    read-only) mount -o remount,ro /dev/shm ;;
    esac
    for command in "puresim key rotate" "puresim drive add" "puresim data write vol2" "purecert list"; do
        echo more | $command > /dev/null || { echo "$trouble: $command"; exit 1; }
    done
    test "$(puresim data read vol1)" = hello || { echo "$trouble: the data is gone"; exit 1; }
    if [ $trouble = read-only ]; then
        puresim power off 2> "$TMPDIR/files/said" && { echo "off, with its key in memory"; exit 1; }
        cat "$TMPDIR/files/said"
        mount -o remount,rw /dev/shm
    fi
    rm -f /dev/shm/full
    check $trouble
done

# Without a place there is no power; with one again there is.
puresim power off
cat /dev/zero > /dev/shm/full 2> /dev/null
puresim power on > /dev/null 2> "$TMPDIR/files/said" && { echo "on, without a memory"; exit 1; }
cat "$TMPDIR/files/said"
rm /dev/shm/full
check "no place"

# Its folder is gone: it has lost power, and the next command boots it.
rm -r "$folder"
puresim data read vol1 > /dev/null || { echo "it does not boot"; exit 1; }
check gone

# Another user has the folder's name.
puresim power off
rm -rf "$folder"
mkdir -m 755 "$folder"
chown 65534 "$folder" 2> /dev/null || chmod 777 "$folder"
check foreign
test -z "$(ls "$folder")" || { echo "a key lies in the folder of another"; exit 1; }
puresim power off
test -z "$(find /dev/shm -type f)" || { echo "a key is left"; exit 1; }

# Memories of arrays that are gone are wiped when the next one is switched on.
check "before it is deleted"
first=$(cd "$PURESIM_HOME/arrays" && echo *-*)
puresim array create other > /dev/null
second=$(cd "$PURESIM_HOME/arrays" && ls -d *-* | grep -v "$first")
test "$(find /dev/shm -type f | wc -l)" = 2 || { echo "two arrays have two memories"; exit 1; }
rm -r "$PURESIM_HOME/arrays/$second"
puresim power cycle > /dev/null || exit 1
test "$(find /dev/shm -type f | wc -l)" = 1 || { echo "a memory of an array that is gone"; exit 1; }
echo "nothing is lost"
