// The widget while the network is cut, the server killed, or sockets blocked: nothing is lost, nothing doubled, and what is
// said of it is true.
import { expect, test } from "vitest";
import { Agent } from "./harness/agent.ts";
import { visitor } from "./harness/chromium.ts";
import { demoOfTest } from "./harness/stage.ts";
import { openWidget, talkAtWidget } from "./harness/talk.ts";
import { Customer } from "./harness/widget.ts";

const stage = demoOfTest();

test("what is written while the network is cut is kept, over a reload too, and stored once", async () => {
  const { anna, context, customer, session } = await talkAtWidget(stage);

  await context.setOffline(true);
  await customer.frame.getByText("You are offline", { exact: false }).waitFor();
  await customer.write("written offline");
  await customer.log.getByText("Not sent yet").waitFor();
  await anna.say(session, "said meanwhile");

  await context.setOffline(false);
  await customer.sees("said meanwhile");
  await customer.allStored();
  expect(await customer.count("written offline")).toBe(1);
  await anna.next((frame) => frame.type === "event" && JSON.stringify(frame).includes("written offline"));

  await context.setOffline(true);
  await customer.write("written before the reload");
  await customer.log.getByText("Not sent yet").waitFor();
  await context.setOffline(false);
  await customer.page.reload();
  await customer.open();
  await customer.sees("written before the reload");
  await customer.allStored();
  expect(await customer.count("written before the reload")).toBe(1);
  await customer.page.close();
  anna.close();
  await context.close();
});

test("a server that is killed in the middle is come back to, with every word once", async () => {
  const { context, customer } = await openWidget(stage);
  await customer.write("before the kill");
  await customer.sees("What is it about?");
  await stage.server.kill();
  await customer.frame.getByText("No connection", { exact: false }).waitFor();
  await customer.write("while it is away");
  await stage.server.start();
  await customer.allStored();
  await customer.frame.getByText("No connection", { exact: false }).waitFor({ state: "detached" });
  for (const text of ["before the kill", "while it is away", "Hello! I am Robin, a bot. What is it about?"]) {
    expect(await customer.count(text), text).toBe(1);
  }
  expect(customer.faults.errors).toEqual([]);
  await context.close();
});

test("where sockets are blocked the same conversation goes over requests and a stream", async () => {
  const anna = await Agent.ready(stage.server, "bertil");
  const context = await visitor(stage.browser);
  await context.addInitScript(() => {
    // As a proxy that knows no sockets: they open never, and end at once.
    class Blocked extends EventTarget {
      static readonly OPEN = 1;
      readyState = 3;
      onclose?: (event: { code: number }) => void;
      constructor() {
        super();
        setTimeout(() => this.onclose?.({ code: 1006 }));
      }
      send(): void {}
      close(): void {}
    }
    Object.assign(globalThis, { WebSocket: Blocked });
  });
  const customer = await Customer.at(stage.server, context);
  await customer.open();
  await customer.write("human please");
  const session = await anna.accept();
  await customer.sees("You are talking to Bertil Berg now");
  await anna.say(session, "over the stream");
  await customer.sees("over the stream");
  await customer.write("over a request");
  await customer.allStored();
  await anna.next((frame) => frame.type === "event" && JSON.stringify(frame).includes("over a request"));
  await customer.page.goto("about:blank");
  await anna.next((frame) => JSON.stringify(frame).includes('"unloaded":true'));
  anna.close();
  await context.close();
});
