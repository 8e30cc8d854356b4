#!/usr/bin/env bash
# Keeps one pull request open with the draft in the working tree, as long as there is drift.
#
# usage: propose.sh true|false [REPORT VERDICT true|false]
#
# The arguments say whether there is drift, what the report and the verdict are, and whether the draft passed. Needs
# GH_TOKEN with permission to write contents and pull requests, and BASE, the branch to merge into.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

drift=$1
branch=drift/update
bot='github-actions[bot]'
email='41898282+github-actions[bot]@users.noreply.github.com'

number=$(gh pr list --state open --head "$branch" --json number --jq '.[0].number // empty')
if [ -n "$number" ]; then
    others=$(gh pr view "$number" --json commits \
        --jq "[.commits[].authors[].email] | map(select(. != \"$email\")) | unique | join(\", \")")
    if [ -n "$others" ]; then
        # The draft is somebody's work by now.
        echo "::notice::pull request $number has commits by others and is left alone"
        exit
    fi
fi

# Closes the pull request, if there is one.
withdraw() {
    if [ -n "$number" ]; then
        gh pr close "$number" --comment "$1: $(run_url)"
    fi
}

if [ "$drift" = false ]; then
    withdraw "There is no drift any more"
    exit
fi

report=$2
verdict=$3
passed=$4

git add --all -- spec generated
if git diff --cached --quiet; then
    echo "::notice::there is drift, but nothing that a draft could say"
    withdraw "A draft has nothing to say about the drift any more"
    exit
fi
title="Draft: follow the vendor's document"
git -c "user.name=$bot" -c "user.email=$email" commit --quiet --message "Follow the vendor's document"

# `git push` authenticates with GH_TOKEN.
gh auth setup-git
published=$(git ls-remote --heads origin "refs/heads/$branch" | cut -f 1)
if [ -n "$published" ]; then
    git fetch --quiet origin "$published"
fi
# What is published already need not be published again, unless it is based on something else by now.
if [ -z "$published" ] || ! git diff --quiet "$published" HEAD || [ "$(git rev-parse "$published^")" != "$(git rev-parse HEAD^)" ]; then
    # Only if nobody else has pushed since.
    git push --quiet --force-with-lease="$branch:$published" origin "HEAD:refs/heads/$branch"
fi

body=$(mktemp)
trap 'rm -f "$body"' EXIT
{
    echo "A draft of the changes that make the description follow the vendor's document, by [this run]($(run_url))."
    echo "Each run replaces it, until somebody else pushes to the branch."
    echo
    shortened "$verdict" 20000
    echo
    shortened "$report" 40000
} >"$body"

if [ -n "$number" ]; then
    gh pr edit "$number" --title "$title" --body-file "$body"
    if [ "$passed" = true ]; then gh pr ready "$number"; else gh pr ready "$number" --undo; fi
else
    options=(--base "${BASE:?}" --head "$branch" --title "$title" --body-file "$body")
    if [ "$passed" = false ]; then options+=(--draft); fi
    gh pr create "${options[@]}"
fi
