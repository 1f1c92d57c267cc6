# A home on a full disk, in a mount namespace of its own: what was there stays, and once there is
# room again the same command works.
set -e
mkdir -m 700 "$PURESIM_HOME"
mount -t tmpfs -o size=2m,mode=700 tmpfs "$PURESIM_HOME"
purecert create before --self-signed --key-algorithm ec --common-name x --notitle > row
cat /dev/zero > "$PURESIM_HOME/filler" 2> /dev/null || true
for command in "purecert create after --self-signed --key-algorithm ec --common-name x" \
    "purecert setattr before --organization y" "purecert delete before"; do
    if $command; then echo "done: $command"; else echo "exit status $?: $command"; fi
done
rm "$PURESIM_HOME/filler"
purecert list before --notitle | cmp - row
purecert create after --self-signed --key-algorithm ec --common-name x > /dev/null
purecert list --csv --notitle | cut -d , -f 1
