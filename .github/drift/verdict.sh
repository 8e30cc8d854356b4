#!/usr/bin/env bash
# Checks the draft in the working tree. Pull requests that a workflow opens start no other workflow, so that this is the
# only check that the draft gets by itself.
#
# usage: verdict.sh VERDICT
#
# Writes the verdict in Markdown to the file VERDICT, and `passed=true` or `passed=false` to the outputs of the job. A
# draft that fails is an outcome, not a failure of this script.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

verdict=$1
log=$(mktemp)
rows=$(mktemp)
trap 'rm -f "$log" "$rows"' EXIT

passed=true
# Each check needs the one before.
for check in 'cargo xtask lint' 'cargo xtask codegen' 'cargo test --workspace'; do
    if [ "$passed" = false ]; then
        echo "| \`$check\` | not run |" >>"$rows"
        continue
    fi
    read -ra command <<<"$check"
    if "${command[@]}" >"$log" 2>&1; then
        echo "| \`$check\` | passed |" >>"$rows"
    else
        echo "| \`$check\` | **failed** |" >>"$rows"
        passed=false
    fi
done

# Prints text between fences that are unlikely to occur in it.
fenced() {
    printf '\n~~~~~text\n%s\n~~~~~\n' "$1"
}

{
    printf '## Checks\n\n| check | outcome |\n| --- | --- |\n'
    cat "$rows"
    if [ "$passed" = true ]; then
        printf '\nThis is a draft by a machine. Read it against the report, and add what CONTRIBUTING.md asks for.\n'
    else
        fenced "$(tail -n 60 "$log")"
        printf '\nA person must complete the draft: decide what is marked TODO, run the checks above, and add what '
        printf 'CONTRIBUTING.md asks for.\n'
        todo=$(git grep -n --untracked TODO -- spec | head -n 50 || true)
        if [ -n "$todo" ]; then fenced "$todo"; fi
    fi
} >"$verdict"

shortened "$verdict" 60000 >>"${GITHUB_STEP_SUMMARY:?}"
echo "passed=$passed" >>"${GITHUB_OUTPUT:?}"
