# Shared by the scripts of the drift workflow; sourced, not run.
# shellcheck shell=bash

# Address of this run, for texts that people read.
run_url() {
    echo "${GITHUB_SERVER_URL:?}/${GITHUB_REPOSITORY:?}/actions/runs/${GITHUB_RUN_ID:?}"
}

# Prints the lines of a file as long as they fit into so many bytes. GitHub refuses texts of more than 65,536 characters.
shortened() {
    LC_ALL=C awk -v limit="$2" -v run="$(run_url)" '
        { size += length($0) + 1 }
        size > limit { printf "\n… shortened; [the run](%s) has all of it.\n", run; exit }
        { print }
    ' "$1"
}
