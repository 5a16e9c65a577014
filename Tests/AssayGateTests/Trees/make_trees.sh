#!/usr/bin/env bash
# Makes the trees that the tests of DVC and Git LFS read, by the tools themselves, and removes what the tests do not need.
#
# usage: make_trees.sh DVC3 DVC2     the two commands, as `ci/setup --with data-tools` installs them
# Needs git, git-lfs and python3. The trees are committed: nothing here runs in ci/test.
#   dvc3, dvc2   work trees with their caches; a folder .dvc is stored as dot-dvc
#   lfs          a clone in which only pointers were checked out, with the objects; .git is stored as dot-git, .gitattributes too
#   tools.txt    the versions that made them
set -euo pipefail

dvc3="$(realpath "$1")"
dvc2="$(realpath "$2")"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
export HOME="$work/home" GIT_CONFIG_NOSYSTEM=1 DVC_NO_ANALYTICS=1 DVC_GLOBAL_CONFIG_DIR="$work/home/dvc" \
  DVC_SITE_CACHE_DIR="$work/site"
mkdir -p "$HOME"
git config --global user.name Trees
git config --global user.email trees@example.org
git config --global core.autocrlf false
git config --global init.defaultBranch main

# The same files for both: text with LF and with CRLF, binary with CR LF in it, a folder. To DVC 2 the first two are the
# same content: it keeps one of them, and checks out LF for both.
contents() {
  python3 - <<'PYTHON'
import os
os.makedirs("data/months/more")
def rows(start, ending):
    return ending.join(["id,x"] + [f"{i},{i * 7 % 50}.5" for i in range(start, start + 40)]) + ending
def write(path, data):
    with open(path, "wb") as file:
        file.write(data)
write("data/lf.csv", rows(0, "\n").encode())
write("data/crlf.csv", rows(0, "\r\n").encode())
write("data/binary.csv", b"\0\r\n\1\r\n" * 50)
write("data/latin.csv", "id,name\r\n1,Zoë\r\n".encode("latin-1"))
write("data/months/2013-01.csv", rows(100, "\n").encode())
write("data/months/2013-02.csv", rows(200, "\r\n").encode())
write("data/months/more/notes é.txt", "a note\r\n".encode())
PYTHON
}

# tree DVC NAME
tree() {
  mkdir "$work/$2"
  cd "$work/$2"
  git init --quiet
  "$1" init --quiet
  "$1" config core.analytics false
  contents
  "$1" add --quiet data/lf.csv data/crlf.csv data/binary.csv data/latin.csv data/months
  # A pipeline in a folder of its own: only dvc.yaml says that the paths of dvc.lock start there.
  mkdir pipeline
  "$1" stage add --quiet --name features --wdir pipeline --deps ../data/lf.csv --outs features.csv \
    "python3 -c \"open('features.csv','wb').write(open('../data/lf.csv','rb').read().replace(b'x', b'y', 1))\""
  "$1" repro --quiet
  rm -rf .git .dvc/tmp .dvc/cache/runs
  mv .dvc dot-dvc
  rm -rf "${here:?}/$2"
  cp -R "$work/$2" "$here/$2"
  # Of the tool's own ignore files one would hide the cache from git.
  find "$here/$2" -name .gitignore -delete
  chmod -R u+w "$here/$2"
}

tree "$dvc3" dvc3
tree "$dvc2" dvc2

mkdir "$work/origin"
cd "$work/origin"
git init --quiet
git lfs install --local >/dev/null
git lfs track '*.csv' >/dev/null
contents
rm -rf data/months data/binary.csv data/latin.csv
git add .
git commit --quiet -m "Data in Git LFS"
GIT_LFS_SKIP_SMUDGE=1 git clone --quiet "$work/origin" "$work/lfs"
rm -rf "${here:?}/lfs"
mkdir -p "$here/lfs/dot-git/lfs"
cp -R "$work/lfs/data" "$here/lfs/"
# Under its own name it would make git take these files to Git LFS.
cp "$work/lfs/.gitattributes" "$here/lfs/dot-gitattributes"
cp -R "$work/origin/.git/lfs/objects" "$here/lfs/dot-git/lfs/"

# What DVC's own code hashes contents to that would be too large to store; the tests make them again.
"$(dirname "$dvc3")/python" - >"$here/dos2unix.json" <<'PYTHON'
import io, json, sys
from dvc_data.hashfile.hash import fobj_md5
block = 1 << 20
def text(n):
    return (b"0123456789,abcdef\r\n" * (n // 19 + 1))[:n]
cases = {
    "empty": b"",
    "text of three blocks": text(3 * block + 17),
    "CR at the end of a block": text(block - 1).replace(b"\r", b" ") + b"\r\n" + b"a\r\n" * 10,
    "binary first block": b"\0" * block + text(1000),
    "text first block, binary second": text(block) + b"\0\r\n" * 1000,
    "30 percent beyond ASCII": bytes([200]) * 153 + b"a" * 357 + b"\r\n",
    "just more than 30 percent": bytes([200]) * 154 + b"a" * 356 + b"\r\n",
    "NUL after 512 bytes": b"a" * 512 + b"\0\r\n",
    "lone CR": b"a\rb\r\r\nc\n\r",
}
values = {name: fobj_md5(io.BytesIO(data), name="md5-dos2unix") for name, data in cases.items()}
json.dump(values, sys.stdout, indent=2, sort_keys=True)
print()
PYTHON

{
  echo "dvc $("$dvc3" --version)"
  echo "dvc $("$dvc2" --version)"
  git lfs version
} >"$here/tools.txt"
