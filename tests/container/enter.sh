#!/bin/sh
# Enter a root of its own, as a container would be: everything read-only, only DATA writable at /data, user 10001.
# enter.sh DATA PATH… -- COMMAND…: the paths are visible inside at their own places. Runs in a mount namespace of its own.
set -eu
data=$1
shift
mount --make-rprivate /
root="$(dirname "$data")/root"
mkdir -p "$root"
mount -t tmpfs -o mode=755 tmpfs "$root"
show() {
    if [ -L "$1" ]; then
        mkdir -p "$root$(dirname "$1")"
        ln -s "$(readlink "$1")" "$root$1"
    elif [ -e "$1" ]; then
        mkdir -p "$root$1"
        mount --bind "$1" "$root$1"
        mount -o remount,ro,bind "$root$1"
    fi
}
for path in /usr /bin /sbin /lib /lib64; do show "$path"; done
while [ "$1" != "--" ]; do
    show "$1"
    shift
done
shift
mkdir -p "$root/etc" "$root/proc" "$root/dev/shm" "$root/data"
echo "support:x:10001:10001::/data:/usr/sbin/nologin" >"$root/etc/passwd"
echo "support:x:10001:" >"$root/etc/group"
echo "127.0.0.1 localhost" >"$root/etc/hosts"
mount --bind /proc "$root/proc"
mount -t tmpfs -o mode=1777,size=64m tmpfs "$root/dev/shm"
for device in null zero random urandom; do
    touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mount --bind "$data" "$root/data"
mount -o remount,ro "$root"
exec chroot --userspec=10001:10001 --groups= "$root" /bin/sh -c 'cd /data && exec "$@"' -- "$@"
