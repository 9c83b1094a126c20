#!/bin/sh
# An example for scripts: prepares a room for a lecture, through the control port of gavel.
#
#   gavel serve standup --listen unix:$XDG_RUNTIME_DIR/gavel.sock &
#   sh desk.sh $XDG_RUNTIME_DIR/gavel.sock standup
#
# A Unix socket needs no token, so none is in the list of processes. curl ends with 22 when gavel refuses.
set -eu
socket=$1 room=$2

ask() { # METHOD PATH [BODY]
	curl --silent --show-error --fail-with-body --max-time 20 --unix-socket "$socket" --request "$1" \
		${3:+--header "Content-Type: application/json" --data "$3"} "http://gavel/v1/rooms/$room$2"
}

# value prints one of the flat keys of a room. With jq, it is: jq -r ".$1"
value() { sed -n "s/.*\"$1\":\"\\{0,1\\}\\([^,\"}]*\\).*/\\1/p"; }

echo "people: $(ask GET "" | value people)"

# Everyone without a raised hand is muted. An empty choice is refused, and changes nothing.
if ask POST /do '{"method":"audioMute","where":"open & !hand"}' >/dev/null; then
	echo "muted: everyone without a raised hand"
fi

# The answer to a command holds the state of the room after it.
echo "locked: $(ask POST /do '{"method":"lock"}' | value locked)"

# Events come as they happen, one line "data: {...}" each. After the first event, the script stops reading. curl notices
# that only at the next event, so the script causes one a second later.
change() {
	sleep 1
	ask POST /do '{"method":"unlock"}' >/dev/null
	sleep 1
	ask POST /do '{"method":"lock"}' >/dev/null
}
change &
curl --silent --no-buffer --max-time 20 --unix-socket "$socket" "http://gavel/v1/rooms/$room/events" |
	sed -n '/^data: .*room.updated/{s/.*"type":"\([^"]*\)".*/event: \1/p;q;}'
wait
