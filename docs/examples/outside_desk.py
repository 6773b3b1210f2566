#!/usr/bin/env python3
"""An agents' desk outside of Switchboard, on one page. Dora greets whoever is handed over and answers; at "robot" she
hands back to the bot, at "bye" she is done.

    outside_desk.py http://127.0.0.1:7700 demo-web KEY

The platform names the key's id as its desk: "desk": {"key": {"key": "..."}}. Needs Python 3 alone. It begins with what
happens next; outside_bot.py shows how to go on after a restart.
"""
import http.client
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request

BASE, PLATFORM, KEY = sys.argv[1:4]
FEEDS = f"{BASE}/sermo/platforms/{PLATFORM}/feeds"
DORA = {"id": "dora", "name": "Dora", "type": "human"}


def tell(line):
    sys.stdout.write(f"{line}\n")  # At once: two threads tell, and a line and its end must not come apart.
    sys.stdout.flush()


def give_up(why):
    print(why, file=sys.stderr, flush=True)
    os._exit(1)  # Also from a thread.


def request(path, last=None, body=None):
    headers = {"Authorization": f"Bearer {KEY}"}
    if body is None:
        headers |= {"Accept": "text/event-stream"} | ({"Last-Event-ID": last} if last else {})
        return urllib.request.urlopen(urllib.request.Request(f"{FEEDS}/{path}", headers=headers), timeout=60)
    headers |= {"Content-Type": "application/json"}
    data = json.dumps(body).encode()
    return urllib.request.urlopen(urllib.request.Request(f"{FEEDS}/{path}", data, headers), timeout=60)


def events(stream):
    """Yields (cursor, item) of one stream of server-sent events, until it ends."""
    cursor = item = None
    for line in stream:
        key, _, value = line.decode().rstrip("\n").partition(": ")
        if key == "id":
            cursor = value
        elif key == "data":
            item = json.loads(value)
        elif not key:  # An empty line ends an event.
            yield cursor, item
            cursor = item = None


def feed(direction, last=None):
    """Yields (cursor, event) for ever; what happened while we were away comes first. Live events have no cursor."""
    while True:
        try:
            stream = request(direction, last)
            tell(f"listening to the {direction} feed")
            for cursor, item in events(stream):
                if item and "event" in item:
                    yield cursor, item["event"]
                last = cursor or last  # Only now: what was not done yet comes again.
        except urllib.error.HTTPError as why:
            if why.code < 429:  # A wrong key, say: waiting does not make it better.
                give_up(f"the feed is refused: {why.code} {why.read().decode()}")
        except (OSError, http.client.HTTPException) as why:
            tell(f"the {direction} feed broke off ({why}); on from {last}")
        time.sleep(1)


def say(event_id, to, kind, **fields):
    """Posts an event about the same customer; None when somebody else serves them. Sent again, it counts once."""
    body = {"type": kind, "id": event_id, "platformId": PLATFORM, "userId": to["userId"], **fields}
    for pause in (1, 2, 4, 8, 16):
        try:
            return request("outbound", body=body).read()
        except urllib.error.HTTPError as why:
            problem = why.read().decode()
            if why.code == 409 and "not_serving" in problem:
                return None
            if why.code < 429:
                give_up(f"{kind} is refused: {why.code} {problem}")
        except (OSError, http.client.HTTPException) as why:
            tell(f"{kind} could not be posted ({why})")
        time.sleep(pause)
    give_up(f"{kind} could not be posted for half a minute")


def greet():
    """What bots and agents do tells us who is handed over to people."""
    for cursor, event in feed("outbound"):
        if cursor and event["type"] == "handover_to_agent":
            say(f"{cursor}-line", event, "queue_number", queueNumber=1)
            say(f"{cursor}-who", event, "system_text", text="You talk to Dora.")
            say(f"{cursor}-hello", event, "text", text="This is Dora. How can I help?", agent=DORA)


def answer():
    """What customers do; those whom the bot serves are none of ours."""
    for cursor, event in feed("inbound"):
        if not cursor or event["type"] != "text" or say(None, event, "typing_on") is None:
            continue
        words = event["text"].lower()
        if "bye" in words:
            say(f"{cursor}-bye", event, "text", text="Good bye!", agent=DORA)
            say(f"{cursor}-done", event, "agent_done")
        elif "robot" in words:
            say(f"{cursor}-back", event, "text", text="The bot takes over.", agent=DORA)
            say(f"{cursor}-bot", event, "handover_to_bot")
        else:
            say(f"{cursor}-yes", event, "text", text=f"I see: {event['text']}", agent=DORA)


def main():
    threading.Thread(target=greet, daemon=True).start()
    answer()


if __name__ == "__main__":
    main()
