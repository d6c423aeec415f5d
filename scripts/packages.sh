#!/usr/bin/env bash
# Installs the Debian packages of packages.txt that this machine lacks, or names them in one message.
#   scripts/packages.sh run|test        install (root or sudo), else say what to install and fail
#   scripts/packages.sh list GROUP...   print the names of base, run or test
# PACKAGES=skip goes on without looking, for a machine that has the same things by other names.
set -euo pipefail
cd "$(dirname "$0")/.."

# Rows of the list that belong to the named groups.
rows() {
  sed -e 's/#.*//' scripts/packages.txt | awk -v groups=" $* " 'NF && index(groups, " " $2 " ")'
}

# Is the thing behind a row there? Used where dpkg cannot tell.
is_there() {
  local kind=${1%%:*} name=${1#*:}
  case $kind in
    cmd) command -v "$name" >/dev/null || compgen -G "/usr/lib/postgresql/*/bin/$name" >/dev/null ;;
    python) python3 -c "import $name" 2>/dev/null ;;
    path) [ -e "$name" ] ;;
    lib) { ldconfig -p 2>/dev/null || true; ls /opt/homebrew/lib /usr/local/lib 2>/dev/null || true; } |
      grep -q "$name" ;;
    font) fc-list 2>/dev/null | grep -qi "$name" ;;
    *) return 1 ;;
  esac
}

is_debian() { command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; }

missing() {
  local package probe
  while read -r package _ probe _; do
    if is_debian; then
      [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
    else
      is_there "$probe" || echo "$package"
    fi
  done < <(rows "$@")
}

install() {
  local as_root=("$@") wanted
  read -ra wanted <<<"$names"
  echo "正在安装系统软件包：$names"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
}

case "${1:-run}" in
  list) shift && rows "$@" | awk '{print $1}' && exit 0 ;;
  run) groups=(base run) ;;
  test) groups=(base run test) ;;
  *) echo "用法：scripts/packages.sh run|test，或 scripts/packages.sh list base|run|test" >&2; exit 64 ;;
esac
[ "${PACKAGES:-}" != skip ] || exit 0

names=$(missing "${groups[@]}" | tr '\n' ' ')
names=${names% }
[ -n "$names" ] || exit 0

if is_debian && [ "$(id -u)" = 0 ]; then
  install
elif is_debian && command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
  install sudo
else
  cat >&2 <<MESSAGE
本机缺少以下系统软件包（Debian 12 的包名）：
  $names
请由管理员执行：
  apt-get install $names
其他系统请安装对应的软件；若已用别的方式装好，可用 PACKAGES=skip make ${1:-run} 跳过此项检查。
MESSAGE
  exit 1
fi
