// The widget and the console, in two browsers of two people: the whole standard flow, with the server killed in the middle.
import { expect, test } from "vitest";
import { Cable } from "./harness/cable.ts";
import { visitor } from "./harness/chromium.ts";
import { Desk } from "./harness/desk.ts";
import { demoOfTest } from "./harness/stage.ts";
import { Customer } from "./harness/widget.ts";

const stage = demoOfTest();

test("a customer at the widget and an agent at the console talk, lose the server, and talk on: nothing lost, nothing twice", async () => {
  const anna = await Desk.of(stage.browser, stage.server, "anna");
  await anna.ready();
  const ada = await Customer.at(stage.server, await visitor(stage.browser));
  await ada.open();
  await ada.button("Start the chat").click();
  await ada.button("Talk to a person").click();
  await anna.accept();
  await ada.sees("You are talking to Anna Andersson now");
  await anna.page.locator(".presence-present").first().waitFor();

  await ada.field.pressSequentially("My invo", { delay: 20 });
  await anna.page.locator(".bubble-preview", { hasText: "My invo" }).waitFor();
  await ada.write("My invoice is wrong");
  await anna.said("My invoice is wrong").waitFor();
  await anna.page.waitForTimeout(1_000);
  await anna.reply("Let me look");
  await ada.sees("Let me look");
  await anna.page.locator(".bubble-read").first().waitFor();

  await stage.server.kill();
  await anna.page.locator(".banner-down").waitFor();
  await ada.write("Are you there?");
  await stage.server.start();
  await anna.said("Are you there?").waitFor();
  await anna.page.locator(".banner").waitFor({ state: "detached" });
  await anna.page.waitForTimeout(1_000);
  await anna.reply("Here again");
  await ada.sees("Here again");
  for (const text of ["My invoice is wrong", "Let me look", "Are you there?", "Here again"]) {
    expect(await anna.said(text).count(), text).toBe(1);
  }

  await anna.page.locator("#note").fill("Kept among staff");
  await anna.page.locator("#note").press("Control+Enter");
  await anna.page.locator(".aside-note", { hasText: "Kept among staff" }).waitFor();
  await anna.page.getByRole("button", { name: "Done" }).click();
  await anna.page.locator(".wrap-up").waitFor();
  expect(await ada.log.getByText("Kept among staff").count(), "a note is for staff").toBe(0);
  ada.noFaults();
  expect(anna.faults).toEqual({ errors: [], forbidden: [] });
});

test("the network is cut between both and the server, without anybody being told, and mended: nothing lost, nothing twice", async () => {
  const cable = await Cable.to(stage.server);
  const bertil = await Desk.of(stage.browser, cable, "bertil");
  await bertil.ready();
  const bo = await Customer.at(cable, await visitor(stage.browser));
  await bo.open();
  await bo.write("human please");
  await bertil.accept();
  await bo.sees("You are talking to Bertil Berg now");
  await bo.write("Before the cut");
  await bertil.said("Before the cut").waitFor();
  await bo.allStored();

  cable.cut();
  await bo.write("Into the dark");
  await bo.frame.getByText("Not sent yet").waitFor();
  await bertil.page.locator(".banner-down").waitFor({ timeout: 20_000 });
  await bertil.reply("Nobody hears me");
  await bertil.page.locator(".composer-hold", { hasText: "not connected" }).waitFor();
  await bertil.page.locator("#reply").press("Enter");
  await bertil.page.locator(".bubble-pending", { hasText: "Nobody hears me" }).waitFor();

  cable.mend();
  await bertil.said("Into the dark").waitFor({ timeout: 30_000 });
  await bo.log.getByText("Nobody hears me").waitFor({ timeout: 30_000 });
  await bo.allStored();
  await bertil.page.locator(".banner").waitFor({ state: "detached" });
  for (const text of ["Before the cut", "Into the dark", "Nobody hears me"]) {
    expect(await bertil.said(text).count(), text).toBe(1);
    expect(await bo.count(text), text).toBe(1);
  }
  bo.noFaults();
  expect(bertil.faults).toEqual({ errors: [], forbidden: [] });
  cable.close();
});
