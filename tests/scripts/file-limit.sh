# A home whose files cannot grow: what was there stays, and without the limit the same command works.
set -e
purecert create before --self-signed --key-algorithm ec --common-name x --notitle > row
for command in "purecert create after --self-signed --key-algorithm ec --common-name x" \
    "purecert setattr before --organization y" "purecert delete before"; do
    if (trap '' XFSZ; ulimit -f 1; $command); then
        echo "done: $command"
    else
        echo "exit status $?: $command"
    fi
done
purecert list before --notitle | cmp - row
purecert create after --self-signed --key-algorithm ec --common-name x > /dev/null
purecert list --csv --notitle | cut -d , -f 1
