# What the scripts here have in common: the array is served over SSH in the background, $port says where, and
# pureuser and reader (who may only read) have keys.
set -e
export PATH
puresim serve start --listen 127.0.0.1:0 --ssh 127.0.0.1:0 > /dev/null 2>&1
port=$(puresim serve status --columns ssh --notitle | cut -d : -f 2)
printf 'correct horse\n' | puresim user create reader --role readonly > /dev/null 2>&1
for user in pureuser reader; do
    ssh-keygen -q -t ed25519 -N '' -C "$user" -f "id_$user"
    puresim user key add "$user" < "id_$user.pub" > /dev/null 2>&1
done
cat > config <<END
Host *
    HostName 127.0.0.1
    Port $port
    IdentitiesOnly yes
    UserKnownHostsFile $PWD/known_hosts
    StrictHostKeyChecking accept-new
    LogLevel ERROR
    BatchMode yes
END
as() {
    user=$1
    shift
    ssh -F config -i "id_$user" -l "$user" "$@"
}
# same WHAT EXPECTED
same() {
    if [ "$1" != "$2" ]; then
        echo "came:     $1"
        echo "expected: $2"
        exit 1
    fi
}
# status STATUS COMMAND...: its output goes to the files out and err.
status() {
    wanted=$1
    shift
    code=0
    "$@" > out 2> err < "${input:-/dev/null}" || code=$?
    if [ "$code" != "$wanted" ]; then
        echo "$*: exit status $code, not $wanted"
        cat out err
        exit 1
    fi
}
# says FILE TEXT
says() {
    grep -qF -- "$2" "$1" || { echo "no \"$2\" in $1:"; cat "$1"; exit 1; }
}
