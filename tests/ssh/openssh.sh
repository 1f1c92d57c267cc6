# OpenSSH's client: commands, their output, errors and exit status; what is refused.

# Standard output, standard error and exit status are apart.
status 0 as pureuser array purecert list --names
same "$(cat out)" management
same "$(cat err)" ""
status 1 as pureuser array purecert list nosuch
same "$(cat out)" ""
says err "Error on nosuch: Certificate does not exist."
status 2 as pureuser array purecert lst
status 0 as pureuser array "pureuser@pure01> purecert create c1 --self-signed --organization 'Pure Storage, Inc.'"
as pureuser array purecert list c1 --certificate > c1.pem
openssl x509 -in c1.pem -noout
input=c1.pem status 0 as pureuser array purekmip create k1 --uri 127.0.0.1:1 --certificate c1 --ca-certificate
says out True
says err "Please enter CA certificate followed by Enter and then Ctrl-D:"

# The shell, without a terminal and with one.
printf 'purecert list --names\npurecert list nosuch\n' > lines
input=lines status 1 as pureuser array
says out management
says err "Certificate does not exist."
printf 'help\nexit\n' > lines
input=lines status 0 as pureuser -tt array
says out "Welcome pureuser. This is Purity Version"
says out "pureuser@pure01>"
if grep -q puresim out; then echo "the bench is offered"; exit 1; fi
status 0 as reader -tt array purecert list --page
says out management

# No shell of the system, none of its commands, not the bench, no files of the host.
for line in 'sh' 'rm -rf /' '/bin/sh' '../../bin/sh' 'puresim status' './purecert list' '/usr/bin/purecert' \
    'purecert/../sh' '$(id)' '`id`' 'FOO=bar purecert list' 'PURESIM_HOME=/ purecert list' 'on-terminal sh'; do
    status 127 as pureuser array "$line"
    says err "There is no such command."
done
status 127 as pureuser array "purecert list > file"
status 127 as pureuser array "purecert list | sh"
status 127 as pureuser array "purecert list 'x"
status 2 as pureuser array "purecert list; id"
status 0 as pureuser array ""
status 0 as pureuser array help
cp id_pureuser.pub secret.txt
status 1 as pureuser array purekmip create k2 --uri h:1 --certificate c1 --ca-certificate-file "$PWD/secret.txt"
says err "would be one of the array's"
status 1 as pureuser array purecert create c2 --certificate --key --passphrase-file "$PWD/secret.txt"
says err "would be one of the array's"
for options in "--key --certificate-file" "--certificate --key-file" "--certificate --key --intermediate-certificate-file"; do
    status 1 as pureuser array "purecert create c2 $options $PWD/secret.txt"
    says err "would be one of the array's"
done

# Huge, odd and empty lines.
head -c 70000 /dev/zero | tr '\0' x > huge
status 2 as pureuser array "$(cat huge)"
says err "longer than 64 KiB"
status 0 as pureuser array "purecert list --names $(head -c 60000 /dev/zero | tr '\0' ' ')"
status 2 as pureuser array "$(printf 'purecert \377')"
says err "not UTF-8"

# Nothing of the environment comes from the client: not the home, not the time, not who it is.
PURE_VISITOR= PURESIM_HOME=/nowhere PURE_ARRAY=nowhere PAGER='sh -c id' \
    status 0 as reader -o SendEnv='PURE_* PURESIM_* PAGER' -o SetEnv=PURE_VISITOR=pureuser array purecert list --names
same "$(cat out)" "c1
management"

# Who may only read does so.
for line in 'purecert create no --self-signed' 'purecert delete c1' 'purecert setattr c1 --organization x' \
    'purecert construct --certificate-signing-request c1' 'purekmip delete k1' 'purekmip setattr k1 --uri h:1' \
    'purekmip create k2 --uri h:1 --certificate c1' 'purearray rename other' \
    'purearray enable security-token --kmip k1'; do
    status 1 as reader array "$line"
    says err "The role of the user does not allow this operation."
done
status 1 as reader -o SetEnv=PURE_VISITOR=pureuser array purecert delete c1
status 0 as pureuser array purecert list --names
same "$(cat out)" "c1
management"

# No forwarding, no subsystem, no agent.
status 255 as pureuser -o ExitOnForwardFailure=yes -N -R 0:127.0.0.1:1 array
status 255 as pureuser -W 127.0.0.1:1 array
status 255 sftp -q -F config -i id_pureuser pureuser@array
if as pureuser -s array sftp < /dev/null > out 2> err; then echo "a subsystem"; exit 1; fi

# RSA keys are not taken, and it is said which are.
ssh-keygen -q -t rsa -b 2048 -N '' -f id_rsa
input=id_rsa.pub status 1 puresim user key add reader
says err "ssh-keygen -t ed25519"
input=id_rsa status 1 puresim user key add reader
says err "private key"
status 255 ssh -F config -i id_rsa -l pureuser array purecert list
ssh-keygen -q -t ecdsa -N '' -f id_ecdsa
puresim user key add pureuser < id_ecdsa.pub > /dev/null 2>&1
status 0 ssh -F config -i id_ecdsa -l pureuser array purecert list

# The host key is made once, and is only the array's to read.
same "$(stat -c %a home/arrays/*/ssh_host_ed25519_key 2> /dev/null || stat -c %a "$PURESIM_HOME"/arrays/*/ssh_host_ed25519_key)" 600

# One connection, several sessions; each command as quick as it is.
as pureuser -M -N -f -S "$PWD/master" array
for i in 1 2 3 4 5; do
    as pureuser -S "$PWD/master" array purecert list --names > "out.$i" &
done
wait
for i in 1 2 3 4 5; do
    same "$(cat out.$i)" "c1
management"
done

# What it does is in the log with user and door; sessions end when the key's user is gone.
as reader -M -N -f -S "$PWD/reader" array
puresim user delete reader --yes
for i in $(seq 50); do
    as reader -S "$PWD/reader" -O check array > /dev/null 2>&1 || break
    sleep 0.2
done
if as reader -S "$PWD/reader" -O check array 2> /dev/null; then echo "the session goes on"; exit 1; fi
as pureuser -S "$PWD/master" -O exit array 2> /dev/null
puresim log --csv > log
says log "pureuser via SSH,certificate,c1,created"
says log "SSH,user,pureuser,\"logged in by SSH key, SHA256:"

# When the doors are closed, sessions end.
ssh -F config -i id_pureuser -l pureuser -M -N -f -S "$PWD/last" array
puresim serve stop
sleep 0.5
if ssh -F config -S "$PWD/last" -O check array 2> /dev/null; then echo "it goes on"; exit 1; fi
echo done
