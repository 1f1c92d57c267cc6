# What the scripts share. A home lies on a file system of its own: $device.
set -u
device=${device:-$TMPDIR/device}
mkdir -p "$device"
export PURESIM_HOME="$device/home"

# fill_home: an array with a certificate, a KMIP server, a volume.
fill_home() {
    purecert create before --self-signed --key-algorithm ec --common-name x > /dev/null &&
        purekmip create server --uri localhost:1 --certificate before > /dev/null &&
        printf 'what was written' | puresim data write volume > /dev/null &&
        puresim keymanager account create acme > /dev/null ||
        { echo "FAIL: the home cannot be filled"; exit 1; }
    before=$(state)
}

# state: all that there is, as it is listed.
state() {
    purecert list --notitle && purekmip list --notitle && puresim data list --notitle &&
        puresim data read volume && puresim keymanager group list --notitle &&
        purearray list --notitle && puresim drive list --notitle && puresim power status --notitle
}

# The commands that write, one of each kind; and how to undo what they do.
commands() {
    cat <<'COMMANDS'
purecert create after --self-signed --key-algorithm ec --common-name x|purecert delete after
purecert setattr before --organization y|true
purekmip create second --uri localhost:2 --certificate before|purekmip delete second
purekmip setattr server --uri localhost:3|true
puresim data write more|puresim data delete more --yes
puresim key rotate|true
puresim drive add|true
puresim power cycle|true
puresim keymanager group create group --account acme|true
COMMANDS
}

# attempt COMMAND: runs it; sets status and said.
attempt() {
    said=$($1 < "$TMPDIR/input" 2>&1 > /dev/null)
    status=$?
    case "$said" in
    *panicked*) echo "FAIL $1 panicked: $said" ;;
    esac
    if [ $status -gt 1 ]; then echo "FAIL $1: exit status $status: $said"; fi
    if [ $status -eq 1 ]; then
        case "$said" in
        *Error*) ;;
        *) echo "FAIL $1 gives no reason: $said" ;;
        esac
    fi
}

# intact COMMAND: after a failure, everything is as it was, once the device is repaired.
intact() {
    puresim power on > /dev/null 2>&1
    after=$(state 2>&1)
    case "$said" in
    *"the new array key counts"*)
        # It was done, and says so; the rest is as it was.
        puresim power cycle > /dev/null
        after=$(state 2>&1)
        if [ "$(printf '%s' "$after" | sed '$d')" = "$(printf '%s' "$before" | sed '$d')" ]; then
            before=$after
        fi
        ;;
    esac
    if [ "$after" = "$before" ]; then
        echo "ok $1"
    else
        echo "FAIL $1 ($said) changed the state"
        printf '%s\n' "$before" > "$TMPDIR/one"
        printf '%s\n' "$after" | diff "$TMPDIR/one" - >&2
        before=$after
    fi
}

head -c 300000 /dev/zero > "$TMPDIR/input"
