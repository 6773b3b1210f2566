// The call board in a real browser: calls come and go, one of them event by event, a customer's beside the chat.
import { describe, expect, test } from "vitest";
import { report } from "./harness/provider.ts";
import { desksOfTest } from "./harness/stage.ts";

const stage = desksOfTest();

describe("the call board", () => {
  test("shows calls as they go, filters them, and one of them at any moment", async () => {
    await report(stage.server, "call.waiting", "1.1", { queue: "kundservice", their_number: "11999990001" });
    const { page } = await stage.desk("sofia");
    await page.getByRole("button", { name: "Calls", exact: true }).click();
    const line = page.locator("tr", { hasText: "11999990001" });
    await line.locator(".call-waiting").waitFor();
    await line.getByText("Kundservice").waitFor();
    await report(stage.server, "actor.entered", "1.1", { actor: "anna", number: "200" });
    await report(stage.server, "call.ongoing", "1.1");
    await line.locator(".call-ongoing").waitFor();
    await line.getByText("Anna Andersson").waitFor();
    await report(stage.server, "call.new", "2.2", { their_number: "11888880002" });
    await page.locator("tr", { hasText: "11888880002" }).waitFor();
    await page.getByLabel("Number, agent or call").fill("anna");
    await page.locator("tr", { hasText: "11888880002" }).waitFor({ state: "detached" });
    expect(await line.count()).toBe(1);

    await line.getByRole("button").click();
    const dialog = page.locator(".call-dialog");
    await dialog.getByText("call.ongoing").waitFor();
    expect(await dialog.locator(".call-events > li").count()).toBe(4);
    const then = dialog.locator(".call-then");
    await then.getByText("Anna Andersson").waitFor();
    await dialog.getByRole("slider").fill("1");
    await dialog.getByText("As it was after event 1").waitFor();
    await then.locator(".call-waiting").waitFor();
    expect(await then.getByText("Anna Andersson").count(), "nobody was in it then").toBe(0);
    await report(stage.server, "call.finished", "1.1");
    await dialog.getByText("call.finished").waitFor();
  });

  test("an agent sees calls of their queues, without the number", async () => {
    await report(stage.server, "call.waiting", "1.1", { queue: "kundservice", their_number: "11999990001" });
    await report(stage.server, "call.waiting", "2.2", { queue: "elsewhere", their_number: "11888880002" });
    const { page } = await stage.desk("anna");
    await page.getByRole("button", { name: "Calls", exact: true }).click();
    await page.locator("tr", { hasText: "********001" }).waitFor();
    expect(await page.locator("tbody tr").count()).toBe(1);
    // Taken by somebody of another queue it is no longer theirs to see.
    await report(stage.server, "call.waiting", "1.1", { queue: "elsewhere" });
    await page.locator("tr", { hasText: "********001" }).waitFor({ state: "detached" });
  });

  test("an agent who is in a call reads so, and no longer once it is over", async () => {
    const { page } = await stage.desk("anna");
    await page.locator(".intent-button").waitFor();
    expect(await page.locator(".on-phone").count()).toBe(0);
    await report(stage.server, "call.ongoing", "1.1");
    await report(stage.server, "actor.entered", "1.1", { actor: "anna", number: "200" });
    await page.locator(".on-phone", { hasText: "On the telephone" }).waitFor();
    await page.reload();
    await page.locator(".on-phone", { hasText: "On the telephone" }).waitFor();
    await report(stage.server, "call.finished", "1.1");
    await page.locator(".on-phone").waitFor({ state: "detached" });
  });
});
