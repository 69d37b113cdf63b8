#!/bin/sh
# sh tests/hub_machine.sh PLACE COURSE COMMAND...: run a command on what looks like a machine with
# three users (anna, bob and the teacher tea; each password is the name), in a mount namespace of its
# own. The machine's own users, homes and folders are covered, not changed. Root only.
set -eu
place=$1 course=$2
shift 2
python=$("$course/.venv/bin/python" -c "import sys; print(sys.base_prefix)")
environment=$(readlink -f "$course/.venv")
root=$(dirname "$environment")

mount --make-rprivate /
for file in passwd group shadow; do
    cp /etc/$file "$place/$file"
done
number=61000
for user in anna bob tea; do
    number=$((number + 1))
    echo "$user:x:$number:$number::/home/$user:/bin/sh" >>"$place/passwd"
    echo "$user:x:$number:" >>"$place/group"
    echo "$user:$(openssl passwd -6 $user):19000:0:99999:7:::" >>"$place/shadow"
done
for file in passwd group shadow; do
    mount --bind "$place/$file" /etc/$file
done
mount -t tmpfs -o mode=755 tmpfs /home
number=61000
for user in anna bob tea; do
    number=$((number + 1))
    install -d -o $number -g $number -m 700 /home/$user
done

# What is in a folder that only root may enter would not be there for them.
keep() {
    mkdir -p "$place/kept$2"
    mount --rbind "$1" "$place/kept$2"
}
keep "$python" 1
keep "$root" 2
keep "$course" 3
for way in "$python" "$root" "$course"; do
    top=
    for part in $(dirname "$way" | tr / ' '); do
        top=$top/$part
        case $(stat -c %A "$top") in
            *x | *t) ;;
            *) [ "$top" = "$place" ] || mount -t tmpfs -o mode=755 tmpfs "$top"; break ;;
        esac
    done
done
show() {
    mkdir -p "$1"
    mount --rbind "$place/kept$2" "$1"
}
show "$python" 1
show "$root" 2
show "$course" 3
exec "$@"
