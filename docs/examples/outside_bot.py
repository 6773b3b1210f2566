#!/usr/bin/env python3
"""A bot outside of Switchboard, on one page: it answers every text, and hands over to people when asked for a person.

    outside_bot.py http://127.0.0.1:7700 demo-web KEY

The platform must name the key as its bot ("bot": {"key": {"key": "..."}}). Needs nothing but Python 3.
"""
import json
import sys
import time
import urllib.error
import urllib.request

BASE, PLATFORM, KEY = sys.argv[1:4]
FEEDS = f"{BASE}/sermo/platforms/{PLATFORM}/feeds"


def request(path, last=None, body=None):
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    if body is None:
        headers["Accept"] = "text/event-stream"
    if last:
        headers["Last-Event-ID"] = last
    data = json.dumps(body).encode() if body else None
    return urllib.request.urlopen(urllib.request.Request(f"{FEEDS}/{path}", data, headers), timeout=60)


def feed(direction):
    """Yields (cursor, event) for ever; what came while we were away comes again. Live items have no cursor."""
    last = None
    while True:
        try:
            cursor = data = None
            for line in request(direction, last):
                key, _, value = line.decode().rstrip("\n").partition(": ")
                if key == "id":
                    cursor = value
                elif key == "data":
                    data = json.loads(value)
                elif not key:  # An empty line ends an event.
                    last = cursor or last
                    if data and "event" in data:
                        yield cursor, data["event"]
                    cursor = data = None
        except OSError as why:
            print(f"the feed broke off ({why}), on from {last}", flush=True)
        time.sleep(1)


def say(event_id, to, kind, **fields):
    """Posts an event about the same customer. With the same id it can be sent again without harm."""
    body = {"type": kind, "id": event_id, "platformId": PLATFORM, "userId": to["userId"], **fields}
    for pause in (1, 2, 4, 8, None):
        try:
            return request("outbound", body=body).read()
        except urllib.error.HTTPError as why:
            if why.code == 409:  # Somebody else serves this customer now; it is none of our business.
                return None
            if pause is None or why.code < 429:
                raise
        except OSError:
            if pause is None:
                raise
        time.sleep(pause)


def main():
    print("the bot listens", flush=True)
    for cursor, event in feed("inbound"):
        if not cursor or event["type"] != "text":
            continue
        words = event["text"].lower()
        bot = {"id": "bot", "name": "Echo", "type": "bot"}
        if "person" in words or "human" in words:
            say(f"{cursor}-bye", event, "text", text="I fetch a person for you.", typing=300, agent=bot)
            say(f"{cursor}-over", event, "handover_to_agent")
        else:
            say(f"{cursor}-echo", event, "text", text=f"You said: {event['text']}", typing=300, agent=bot)


if __name__ == "__main__":
    main()
