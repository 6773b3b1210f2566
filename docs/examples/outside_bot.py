#!/usr/bin/env python3
"""A bot outside of Switchboard, on one page: it answers every text, and hands over to people when asked for a person.

    outside_bot.py http://127.0.0.1:7700 demo-web KEY [CURSOR_FILE]

The platform names the key's id as its bot: "bot": {"key": {"key": "..."}}. With a CURSOR_FILE the bot goes on after a
restart where it was; answers carry ids made from cursors, so what is answered twice is said once. Needs Python 3 alone.
"""
import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.request

BASE, PLATFORM, KEY = sys.argv[1:4]
KEPT = sys.argv[4] if len(sys.argv) > 4 else os.devnull
FEEDS = f"{BASE}/sermo/platforms/{PLATFORM}/feeds"
BOT = {"id": "bot", "name": "Echo", "type": "bot"}


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


def feed(direction, last):
    """Yields (cursor, event) for ever; what happened while we were away comes first. Live events have no cursor."""
    while True:
        try:
            stream = request(direction, last)
            print(f"listening to the {direction} feed", flush=True)
            for cursor, item in events(stream):
                if item and "event" in item:
                    yield cursor, item["event"]
                last = cursor or last  # Only now: what was not done yet comes again.
        except urllib.error.HTTPError as why:
            if why.code < 429:  # A wrong key, say: waiting does not make it better.
                sys.exit(f"the feed is refused: {why.code} {why.read().decode()}")
        except (OSError, http.client.HTTPException) as why:
            print(f"the feed broke off ({why}); on from {last}", flush=True)
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
                sys.exit(f"{kind} is refused: {why.code} {problem}")
        except (OSError, http.client.HTTPException) as why:
            print(f"{kind} could not be posted ({why})", flush=True)
        time.sleep(pause)
    sys.exit(f"{kind} could not be posted for half a minute")


def answer(cursor, event):
    words = event["text"].lower()
    if "person" in words or "human" in words:
        say(f"{cursor}-bye", event, "text", text="I fetch a person for you.", typing=300, agent=BOT)
        say(f"{cursor}-over", event, "handover_to_agent")
    else:
        say(f"{cursor}-echo", event, "text", text=f"You said: {event['text']}", typing=300, agent=BOT)


def main():
    last = open(KEPT).read() if os.path.exists(KEPT) else None
    for cursor, event in feed("inbound", last):
        if cursor and event["type"] == "text":
            answer(cursor, event)
        if cursor:
            open(KEPT, "w").write(cursor)


if __name__ == "__main__":
    main()
