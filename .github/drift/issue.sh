#!/usr/bin/env bash
# Keeps one issue open as long as there is drift.
#
# usage: issue.sh true|false REPORT
#
# Needs GH_TOKEN with permission to write issues.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

drift=$1
report=$2
# People may give the label to issues of their own. Those are not touched.
marker='<!-- kept up to date by drift.yml -->'

number=$(gh issue list --state open --label drift --limit 100 --json number,body \
    --jq "map(select(.body | startswith(\"$marker\"))) | min_by(.number) | .number // empty")

if [ "$drift" = false ]; then
    if [ -n "$number" ]; then
        gh issue close "$number" --reason completed --comment "There is no drift any more: $(run_url)"
    fi
    exit
fi

body=$(mktemp)
trap 'rm -f "$body"' EXIT
{
    echo "$marker"
    echo "The description in \`spec/\` and the vendor's document differ; [this run]($(run_url)) compared them."
    echo "This text is replaced by each run, and the issue is closed when they agree."
    echo
    shortened "$report" 60000
} >"$body"

if [ -n "$number" ]; then
    gh issue edit "$number" --body-file "$body"
else
    # It fails if the label exists. If there is none for another reason, the next command says so.
    gh label create drift --description "The vendor's document has changed" --color FBCA04 2>/dev/null || true
    gh issue create --title "The description differs from the vendor's document" --label drift --body-file "$body"
fi
