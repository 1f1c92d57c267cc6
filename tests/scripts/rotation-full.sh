# A rotation on a full disk, with one page more of room each time until it works: it says whether it
# counts, and the data stays readable.
set -e
mkdir -m 700 "$PURESIM_HOME"
mount -t tmpfs -o size=2m,mode=700 tmpfs "$PURESIM_HOME"
printf 'what was written' | puresim data write vol1 > /dev/null
generation() { puresim power status --csv --notitle | cut -d , -f 5; }
pages=0
while :; do
    before=$(generation)
    cat /dev/zero > "$PURESIM_HOME/filler" 2> /dev/null || true
    size=$(stat -c %s "$PURESIM_HOME/filler")
    truncate -s $((size - pages * 4096)) "$PURESIM_HOME/filler"
    if said=$(puresim key rotate 2>&1); then break; fi
    rm "$PURESIM_HOME/filler"
    case "$said" in
    *"the new array key counts"* | *"The new array key counts"*) before=$((before + 1)) ;;
    esac
    test "$(generation)" = "$before" || { echo "generation $(generation): $said"; exit 1; }
    puresim power cycle > /dev/null
    test "$(puresim data read vol1)" = 'what was written'
    pages=$((pages + 1))
    test $pages -lt 200
done
echo "works with $pages pages"
