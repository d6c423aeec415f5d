#!/bin/sh
# Puts the free faces of the official layout (仿宋, 楷体, 宋体, 黑体) into var/fonts/.
#
# Debian ships them inside texlive-lang-chinese; the package is downloaded and unpacked, never
# installed. Files that are already there are kept, so a second run does nothing.
# Usage: scripts/fonts.sh [FOLDER]        (default: $VAR_DIR/fonts, or var/fonts)
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
folder=${1:-${VAR_DIR:-$root/var}/fonts}
package=texlive-lang-chinese
inside=./usr/share/texlive/texmf-dist/fonts/opentype/public/fandol
licence=./usr/share/doc/texlive-doc/fonts/fandol/COPYING.gz
# Regular weights only: the bold files call themselves regular too, and fontconfig would take
# one for the other.
faces="FandolFang-Regular.otf FandolHei-Regular.otf FandolKai-Regular.otf FandolSong-Regular.otf"

fail() {
    echo "字体安装失败：$1" >&2
    exit 1
}

missing=0
for face in $faces; do
    [ -s "$folder/$face" ] || missing=1
done
[ "$missing" = 1 ] || exit 0

for tool in apt-get dpkg-deb; do
    command -v "$tool" >/dev/null 2>&1 || fail "本机不是 Debian 或 Ubuntu（找不到 $tool）。\
请自行取得 Fandol 字体（${faces}），放入 $folder 后重试。"
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
# Run by root, apt would hand the download to a user who cannot write here, and warn about it.
sandbox=""
[ "$(id -u)" = 0 ] && sandbox="-o APT::Sandbox::User=root"
# shellcheck disable=SC2086  # an empty option must vanish
(cd "$work" && apt-get $sandbox -qq download "$package") >"$work/log" 2>&1 || {
    sed 's/^/    /' "$work/log" >&2
    fail "取不到 Debian 软件包 ${package}。请先以 root 运行 apt-get update，并确认软件源可用。"
}
dpkg-deb --fsys-tarfile "$work"/"$package"_*.deb | tar -x -C "$work" "$inside" "$licence" ||
    fail "软件包 $package 里没有 Fandol 字体。"

mkdir -p "$folder"
for face in $faces; do
    [ -s "$work/$inside/$face" ] || fail "软件包 $package 里没有 ${face}。"
    # A half-written font must never stand under its final name.
    cp "$work/$inside/$face" "$folder/.$face.part"
    mv "$folder/.$face.part" "$folder/$face"
done
cp "$work/$licence" "$folder/Fandol-COPYING.gz"
echo "字体已放入 ${folder}。"
