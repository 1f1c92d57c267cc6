# In a mount namespace of its own: the host does not say which boot it is.
mount -t tmpfs tmpfs /run/user 2> /dev/null
mount -t tmpfs -o mode=1777 tmpfs /dev/shm || exit 1
echo hello | puresim data write vol1 > /dev/null || exit 1
mount --bind /dev/null /proc/sys/kernel/random/boot_id || exit 1
puresim power cycle > /dev/null && exit 1
puresim power status --csv --notitle | cut -d, -f2
test -z "$(find /dev/shm -type f)" && echo "no memory"
