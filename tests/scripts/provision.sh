# Sets up the arrays that are named, side by side: a certificate of the key manager's app, the KMIP server,
# the security token. What is there already stays as it is, so that a second run changes nothing.
# The key manager runs; $KEY_MANAGER is its host:port.
set -eu

# has COMMAND... : whether the command succeeds, quietly.
has() {
    "$@" > /dev/null 2>&1
}

app() {
    has puresim keymanager app show "$1" ||
        puresim keymanager app create "$1" --group storage --interface kmip > /dev/null
}

provision() {
    array=$1
    has puresim array show "$array" || puresim array create "$array" > /dev/null
    PURE_ARRAY=$array
    export PURE_ARRAY
    app "$array"
    if ! has purecert list kmip; then
        uuid=$(puresim keymanager app show "$array" --uuid)
        purecert create kmip --self-signed --common-name "$uuid" > /dev/null
        purecert list kmip --certificate |
            puresim keymanager app certificate "$array" --yes > /dev/null 2>&1
    fi
    has purekmip list key-manager ||
        puresim keymanager ca | purekmip create key-manager --uri "$KEY_MANAGER" \
            --certificate kmip --ca-certificate > /dev/null 2>&1
    if ! purearray list --security-token --notitle | grep -q ^True; then
        purearray enable security-token --kmip key-manager > /dev/null
    fi
    purearray test security-token > /dev/null
}

has puresim keymanager account show acme || puresim keymanager account create acme > /dev/null
has puresim keymanager group show storage ||
    puresim keymanager group create storage --account acme > /dev/null
processes=
for array in "$@"; do
    provision "$array" &
    processes="$processes $!"
done
for process in $processes; do
    wait "$process"
done
