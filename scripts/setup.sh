#!/usr/bin/env bash
# Makes the machine ready: system packages, fonts, virtual environment, locked dependencies.
#   scripts/setup.sh run|test    what runs the site; test adds a developer's tools
# Does nothing twice: what is unchanged since the last time is skipped, so it works offline.
set -euo pipefail
cd "$(dirname "$0")/.."

what=${1:-run}
lock=requirements.lock
[ "$what" = run ] || lock=requirements-dev.lock

scripts/packages.sh "$what"
# Without them documents fall back to other faces: a blemish, no reason to stop. The checks look for
# them with the project, wherever a developer keeps the data of a site.
fonts=${VAR_DIR:-var}/fonts
[ "$what" = run ] || fonts=var/fonts
scripts/fonts.sh "$fonts" || echo "暂缺公文字体，先用其他字体代替；有网络时会再试。" >&2

suits() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

if ! [ -x .venv/bin/python ] || ! .venv/bin/python -c '' 2>/dev/null; then
  for python in "${PYTHON:-python3.11}" python3 python3.12 python3.13; do
    if suits "$python"; then break; fi
    python=
  done
  if [ -z "$python" ]; then
    echo "找不到 Python 3.11 或更高版本（含 venv 模块）。请先安装，或用 PYTHON=路径 make $what 指定。" >&2
    exit 1
  fi
  echo "正在建立虚拟环境 .venv（$("$python" --version)）"
  "$python" -m venv --clear .venv
fi

# The tools contain everything the site runs on, so their stamp also serves `make run`.
stamp() { sha256sum "$1" 2>/dev/null || shasum -a 256 "$1"; }
for done_before in "$lock" requirements-dev.lock; do
  if [ "$(cat ".venv/$done_before.installed" 2>/dev/null)" = "$(stamp "$done_before")" ]; then
    exit 0
  fi
done
echo "正在安装 Python 依赖（$lock），首次需要几分钟"
.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "$lock"
rm -f .venv/*.installed
stamp "$lock" >".venv/$lock.installed"
