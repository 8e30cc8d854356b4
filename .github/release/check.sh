#!/usr/bin/env bash
# Checks that a tag may be published: what it says, where it is, what the changelog says of it, and that its version rises
# as much as its changes ask for.
#
# usage: check.sh TAG
#
# Needs the whole history, and BASE, the branch that releases are made from.
set -euo pipefail

tag=$1
version=${tag#v}

fail() {
    echo "::error::$1"
    exit 1
}

packaged=$(sed -n 's/^version = "\(.*\)"$/\1/p' generated/Cargo.toml | head -n 1)
[ "$packaged" = "$version" ] || fail "the tag is $tag, but the version of the package is $packaged"

git merge-base --is-ancestor "$tag^{commit}" "origin/${BASE:?}" || fail "$tag is not on $BASE"

# From the heading of the version to the next: `## 1.2.3`, with or without brackets and a date.
section=$(awk -v version="$version" '
    /^## / { heading = $2; gsub(/[][]/, "", heading); inside = heading == version; next }
    inside
' CHANGELOG.md)
[[ $section =~ [^[:space:]] ]] || fail "CHANGELOG.md has no section about $version"

if previous=$(git describe --tags --abbrev=0 --match 'v[0-9]*' "$tag^" 2>/dev/null); then
    cargo xtask semver --against "$previous" --verify
else
    echo "::notice::no release precedes $tag, so there is nothing to compare its version with"
fi
