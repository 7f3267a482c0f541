#!/bin/sh
# Set up one environment: install.sh run|dev FOLDER, or install.sh chromium.
# Needs Python 3.11 or later; everything else comes from the lock beside this file.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")

say() { printf '%s\n' "$*" >&2; }

privileged() {
    if [ "$(id -u)" -eq 0 ]; then "$@"
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then sudo -n "$@"
    else return 1
    fi
}

debian() {
    command -v apt-get >/dev/null 2>&1 || return 1
    privileged apt-get update -qq >&2 && privileged env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >&2
}

python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$name"
            return
        fi
    done
    say 'pacte needs Python 3.11 or later: no such python3 was found. On Debian: apt-get install python3 python3-venv'
    exit 1
}

environment() {
    lock="$here/$1.lock" folder=$2
    interpreter=$(python)
    if ! "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
        say "Creating $folder with $("$interpreter" --version)"
        rm -rf "$folder"
        if ! "$interpreter" -c 'import ensurepip, venv' 2>/dev/null; then
            version=$("$interpreter" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
            debian "python$version-venv" || debian python3-venv || {
                say "$interpreter cannot make environments. As root: apt-get install python$version-venv"
                exit 1
            }
        fi
        "$interpreter" -m venv "$folder"
    fi
    say "Installing requirements/$1.lock into $folder"
    # Nothing is resolved anew: a pip that looks at an extra ("coverage[toml]") before its pin would take a newer release.
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement "$lock" || {
        say 'The locked packages could not be installed: is the package index reachable, and the machine x86-64 or arm64 with glibc?'
        exit 1
    }
}

browser() {
    missing=
    found chromium chromium-browser google-chrome google-chrome-stable || missing=chromium
    "$(python)" -c 'import ctypes; ctypes.CDLL("libatomic.so.1")' 2>/dev/null || missing="$missing libatomic1"
    [ -n "$missing" ] || return 0
    say "Installing from the system packages, for the tests that look at pages: $missing"
    # shellcheck disable=SC2086 - one word a package
    debian $missing || say "The browser tests will be skipped. As root: apt-get install $missing"
}

found() {
    for name; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}

case "${1-}" in
    run | dev)
        environment "$1" "$2"
        "$2/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable "$top"
        ;;
    locked) environment "$2" "$3" ;;
    chromium) browser ;;
    *)
        say 'usage: install.sh run|dev FOLDER | locked LOCK FOLDER | chromium'
        exit 2
        ;;
esac
