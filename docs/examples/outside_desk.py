#!/usr/bin/env python3
"""An agents' desk outside of Switchboard, on one page: it greets whoever is handed over, answers, and is done on "bye".

    outside_desk.py http://127.0.0.1:7700 demo-web KEY

The platform must name the key as its desk ("desk": {"key": {"key": "..."}}). Needs nothing but Python 3.
"""
import json
import sys
import threading
import time
import urllib.error
import urllib.request

BASE, PLATFORM, KEY = sys.argv[1:4]
FEEDS = f"{BASE}/sermo/platforms/{PLATFORM}/feeds"
DORA = {"id": "dora", "name": "Dora", "type": "human"}


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
            print(f"the {direction} feed broke off ({why}), on from {last}", flush=True)
        time.sleep(1)


def say(event_id, to, kind, **fields):
    """Posts an event about the same customer. With the same id it can be sent again without harm."""
    body = {"type": kind, "id": event_id, "platformId": PLATFORM, "userId": to["userId"], **fields}
    for pause in (1, 2, 4, 8, None):
        try:
            return request("outbound", body=body).read()
        except urllib.error.HTTPError as why:
            if why.code == 409:  # The bot serves this customer, not we.
                return None
            if pause is None or why.code < 429:
                raise
        except OSError:
            if pause is None:
                raise
        time.sleep(pause)


def greet():
    """What bots and agents do tells us who is handed over to people."""
    for cursor, event in feed("outbound"):
        if cursor and event["type"] == "handover_to_agent":
            say(f"{cursor}-line", event, "queue_number", queueNumber=1)
            say(f"{cursor}-who", event, "system_text", text="You talk to Dora.")
            say(f"{cursor}-hello", event, "text", text="This is Dora. How can I help?", agent=DORA)


def answer():
    """What customers do; whoever the bot serves is refused to us."""
    for cursor, event in feed("inbound"):
        if not cursor or event["type"] != "text":
            continue
        say(f"{cursor}-on", event, "typing_on")
        if "bye" in event["text"].lower():
            say(f"{cursor}-bye", event, "text", text="Good bye!", agent=DORA)
            say(f"{cursor}-done", event, "agent_done")
        else:
            say(f"{cursor}-yes", event, "text", text=f"I see: {event['text']}", agent=DORA)


def main():
    threading.Thread(target=greet, daemon=True).start()
    print("the desk listens", flush=True)
    answer()


if __name__ == "__main__":
    main()
