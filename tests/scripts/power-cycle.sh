# A power cycle, and a switching on, on a home that is full or read-only: it is refused, the array is as it
# was with all its data, and once the home can be written again the same command works.
set -e
mkdir -m 700 "$PURESIM_HOME"
mount -t tmpfs -o size=2m,mode=700 tmpfs "$PURESIM_HOME"
printf 'what was written' | puresim data write vol1 > /dev/null
refused() { if "$@" 2> said > /dev/null; then echo "done: $*"; exit 1; fi; grep '^Error' said; }
readable() { test "$(puresim data read vol1)" = 'what was written'; }
state() { puresim power status --csv --notitle | cut -d , -f 2; }
fill() { cat /dev/zero > "$PURESIM_HOME/filler" 2> /dev/null || true; }

fill
refused puresim power cycle
test "$(state)" = on
readable
rm "$PURESIM_HOME/filler"
puresim power cycle > /dev/null
readable

puresim power off
fill
refused puresim power on
test "$(state)" = off
rm "$PURESIM_HOME/filler"
puresim power on > /dev/null
readable

mount -o remount,ro "$PURESIM_HOME"
refused puresim power cycle
mount -o remount,rw "$PURESIM_HOME"
test "$(state)" = on
readable
puresim power cycle > /dev/null
readable
echo 'as it was'
