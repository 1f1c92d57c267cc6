head -c 1000000 /dev/urandom > plain
puresim data write vol1 < plain
puresim power cycle                      # exit 0: unlocked again, by KMIP
puresim data read vol1 | cmp - plain
puresim drive pull CH0.BAY0              # 9 of 10 drives left: still enough (threshold 7)
puresim power cycle
puresim keymanager stop
puresim data read vol1 | cmp - plain     # losing the key manager does not lock a running array
puresim power cycle || echo locked       # exit 1: key manager unreachable, each URI and why
puresim data read vol1 || echo refused   # exit 1: the array is locked
puresim keymanager start --listen 127.0.0.1:5696
puresim power on                         # exit 0
puresim data read vol1 | cmp - plain
key=$(puresim keymanager key list --group storage --notitle | awk 'NR==1{print $1}')
puresim keymanager key deactivate "$key" --yes
puresim power cycle || echo locked       # exit 1: key mismatch, the key is Deactivated
