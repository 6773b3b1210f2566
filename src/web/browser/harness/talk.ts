// A customer and an agent who have found each other: where most tests begin.
import type { BrowserContext, BrowserContextOptions } from "playwright-core";
import { Agent } from "./agent.ts";
import { visitor } from "./chromium.ts";
import { Customer as Speaker } from "./customer.ts";
import type { Desk } from "./desk.ts";
import type { Stage } from "./stage.ts";
import { Customer } from "./widget.ts";

export interface Talk {
  anna: Agent;
  context: BrowserContext;
  customer: Customer;
  session: string;
}

/** A customer in a window of their own, with the widget open. */
export async function openWidget(
  { browser, server }: Stage,
  options: BrowserContextOptions = {},
  settings: Record<string, string> = {},
): Promise<{ context: BrowserContext; customer: Customer }> {
  const context = await visitor(browser, options);
  const customer = await Customer.at(server, context, settings);
  await customer.open();
  return { context, customer };
}

/** The same, served by Anna at her socket. */
export async function talkAtWidget(stage: Stage, options: BrowserContextOptions = {}): Promise<Talk> {
  const anna = await Agent.ready(stage.server);
  const { context, customer } = await openWidget(stage, options);
  await customer.write("human please");
  const session = await anna.accept();
  await customer.sees("You are talking to Anna Andersson now");
  return { anna, context, customer, session };
}

/** A customer over plain HTTP, served at this console. */
export async function talkAtDesk(stage: Stage, desk: Desk, user = "ada"): Promise<Speaker> {
  await desk.ready();
  const customer = await Speaker.on(stage.server, user);
  await customer.say("Prata med en person");
  await desk.accept();
  return customer;
}
