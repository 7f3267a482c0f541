#!/bin/sh
# Set up one environment: install.sh run|dev FOLDER; or what its tests start: install.sh chromium, install.sh engines FOLDER.
# Needs Python 3.11 or later, the one that PYTHON names if it is set; everything else comes from the lock beside this file.
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
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$name"
            return
        fi
    done
    say "pacte needs Python 3.11 or later: ${PYTHON:-python3} is none. On Debian: apt-get install python3 python3-venv"
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

# The SPARQL engines of tests/engines.py: Virtuoso from the system's packages, Fuseki from Maven into FOLDER/share/java.
engines() {
    jar=$1/share/java/jena-fuseki-server.jar
    read -r digest artifact <"$here/fuseki.lock"
    missing=
    { found virtuoso-t && found isql-vt; } || missing=virtuoso-opensource-7-bin
    found java || missing="$missing default-jre-headless"
    is_file "$digest" "$jar" || found mvn || missing="$missing maven"
    if [ -n "$missing" ]; then
        say "Installing from the system packages, for the tests that start SPARQL engines: $missing"
        # shellcheck disable=SC2086 - one word a package
        debian $missing || say "The tests of some engines will be skipped. As root: apt-get install $missing"
    fi
    is_file "$digest" "$jar" || fuseki "$1" || say "$artifact could not be had from Maven: the tests of Fuseki will be skipped."
}

fuseki() {
    found mvn || return 1
    say "Downloading $artifact to $jar"
    mkdir -p "$1/share/java"
    mvn --batch-mode --quiet "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy" -Dartifact="$artifact" \
        -Dmdep.stripVersion=true -Dmdep.overWriteReleases=true -DoutputDirectory="$1/share/java" >&2 || return 1
    is_file "$digest" "$jar" && return 0
    say "$jar is not the file that requirements/fuseki.lock names"
    rm -f "$jar"
    return 1
}

is_file() {
    [ -f "$2" ] && printf '%s  %s\n' "$1" "$2" | sha512sum --check --status
}

# The proxies of tests/test_cluster.py and tests/test_nginx.py.
proxy() {
    missing=
    found haproxy /usr/sbin/haproxy || missing=haproxy
    found nginx /usr/sbin/nginx || missing="$missing nginx"
    [ -n "$missing" ] || return 0
    say "Installing from the system packages, for the tests of a cluster: $missing"
    # shellcheck disable=SC2086 - one word a package
    debian $missing || say "The tests of a cluster will be skipped. As root: apt-get install $missing"
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
    engines) engines "$2" ;;
    proxy) proxy ;;
    *)
        say 'usage: install.sh run|dev FOLDER | locked LOCK FOLDER | chromium | engines FOLDER | proxy'
        exit 2
        ;;
esac
