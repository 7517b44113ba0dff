# shellcheck shell=sh
# Functions and settings that every script of pinvec shares. Sourced, POSIX sh:
#
#	. "$(dirname "$0")/lib.sh"
#
# ROOT is the repository, BUILD the directory of everything generated
# (environment BUILD, default <repository>/build), JOBS the number of parallel
# jobs of a build (environment JOBS, default: one for each CPU).

ROOT=$(cd "$(dirname "$0")/.." && pwd)
BUILD=${BUILD:-$ROOT/build}
JOBS=${JOBS:-$(nproc)}
case $BUILD in
/*) ;;
*) BUILD=$ROOT/$BUILD ;;
esac

# say TEXT...: one line to the user, on stderr so that stdout stays data.
say()
{
	printf 'pinvec: %s\n' "$*" >&2
}

# die TEXT...: say what is wrong (and what to do about it) and stop.
die()
{
	printf 'pinvec: error: %s\n' "$*" >&2
	exit 1
}

# print_usage: the comment block at the head of the running script.
print_usage()
{
	awk 'NR == 1 { next } !/^#/ { exit } { sub(/^# ?/, ""); print }' "$0"
}

# usage [TEXT...]: without TEXT, answer -h; with it, refuse a bad command line.
usage()
{
	[ $# -gt 0 ] || { print_usage; exit 0; }
	printf 'pinvec: error: %s\n\n' "$*" >&2
	print_usage >&2
	exit 2
}

# need_tool TOOL [PACKAGE]: stop unless TOOL can be run.
need_tool()
{
	command -v "$1" >/dev/null 2>&1 ||
		die "$1 is missing; run scripts/install-packages" \
		    "(or apt-get install ${2:-$1})"
}

# run_logged LABEL LOG COMMAND...: a long step. Says what runs and where its
# log is, once a minute how long it has taken and the last line of the log,
# and the log's last lines when it fails. Returns the command's exit code.
run_logged()
{
	rl_label=$1
	rl_log=$2
	shift 2
	mkdir -p "$(dirname "$rl_log")"
	say "$rl_label (log: $rl_log)"
	rl_start=$(date +%s)
	"$@" >"$rl_log" 2>&1 </dev/null &
	rl_pid=$!
	trap 'kill "$rl_pid" 2>/dev/null; exit 130' INT TERM
	rl_next=60
	while kill -0 "$rl_pid" 2>/dev/null; do
		sleep 1
		rl_took=$(($(date +%s) - rl_start))
		[ "$rl_took" -ge "$rl_next" ] || continue
		rl_next=$((rl_next + 60))
		say "$rl_label: ${rl_took}s: $(tail -n 1 "$rl_log" | cut -c 1-100)"
	done
	rl_rc=0
	wait "$rl_pid" || rl_rc=$?
	trap - INT TERM
	rl_took=$(($(date +%s) - rl_start))
	if [ "$rl_rc" -eq 0 ]; then
		say "$rl_label: done in ${rl_took}s"
	else
		tail -n 30 "$rl_log" >&2
		say "$rl_label: FAILED with code $rl_rc after ${rl_took}s (log: $rl_log)"
	fi
	return "$rl_rc"
}
