#!/usr/bin/env bash
# Compares the description with the vendor's document. A comparison that fails is never "no drift": it ends the job.
#
# usage: compare.sh REPORT [OPTION…]
#
# Writes the report in Markdown to the file REPORT and to the summary of the job, and `drift=true` or `drift=false` to its
# outputs. The options are those of `cargo xtask drift`.
set -euo pipefail

report=$1
shift

status=0
cargo xtask drift --format markdown "$@" >"$report" || status=$?
case $status in
    0) drift=false ;;
    1) drift=true ;;
    *)
        echo "::error::the comparison failed with exit code $status"
        exit "$status"
        ;;
esac
# A program that cannot do its work may exit with 1 as well, but it has nothing to report.
if [ "$drift" = true ] && ! grep -q '[^[:space:]]' "$report"; then
    echo "::error::the comparison failed: drift, but no report"
    exit 3
fi

cat "$report" >>"${GITHUB_STEP_SUMMARY:?}"
echo "drift=$drift" >>"${GITHUB_OUTPUT:?}"
