// An agent's day in a real browser: offered, answered, given on, written up; with breaks in the middle.
import { describe, expect, test } from "vitest";
import { violations } from "./harness/accessible.ts";
import { Customer } from "./harness/customer.ts";
import { hand, png } from "./harness/png.ts";
import { desksOfTest } from "./harness/stage.ts";
import { talkAtDesk } from "./harness/talk.ts";

const stage = desksOfTest();

describe("an agent", () => {
  test("is offered a session, answers, notes, gives it on; a colleague takes it up with the note and finishes", async () => {
    const [anna, bertil] = [await stage.desk("anna"), await stage.desk("bertil")];
    await anna.ready();
    const ada = await Customer.on(stage.server, "ada");
    await ada.say("Prata med en person");
    await anna.page.locator(".offer-text", { hasText: "Prata med en person" }).waitFor();
    await anna.accept();
    await ada.typing("Jag undrar");
    await anna.page.locator(".bubble-preview", { hasText: "Jag undrar" }).waitFor();
    await ada.say("Jag undrar om ni har öppet?");
    await anna.said("Jag undrar om ni har öppet?").waitFor();
    expect(await anna.page.locator(".bubble-preview").count(), "said is not still being written").toBe(0);
    await anna.page.waitForTimeout(1_000);
    await anna.reply("Ja, till klockan fem.");
    await anna.said("Ja, till klockan fem.").waitFor();
    await anna.page.locator(".bubble-agent .bubble-state", { hasText: "Sent" }).waitFor();

    await anna.page.locator("#note").fill("Ringde i går också.");
    await anna.page.locator("#note").press("Control+Enter");
    await anna.page.locator(".aside-note", { hasText: "Ringde i går också." }).waitFor();

    await bertil.ready();
    await anna.page.locator("h1").first().click();
    await anna.page.keyboard.press("t");
    await anna.page.getByText("To a colleague").click();
    await anna.page.getByRole("radio", { name: /Bertil/ }).check();
    await anna.page.getByLabel("Note for whoever takes it up").fill("Gäller öppettider.");
    await anna.page.getByRole("button", { name: "Transfer", exact: true }).last().click();
    await bertil.page.locator(".offer-note", { hasText: "Gäller öppettider." }).waitFor();
    await bertil.page.keyboard.press("Alt+A");
    await bertil.page.locator("#reply").waitFor();
    expect(await bertil.said("Ja, till klockan fem.").count(), "who takes it up reads what was said").toBe(1);
    await anna.page.locator(".wrap-up, .nothing, .list-empty").first().waitFor();
    expect(await anna.page.locator("#reply").count(), "given on is given on").toBe(0);

    await bertil.page.getByRole("button", { name: "Done" }).click();
    await bertil.page.locator(".wrap-up").waitFor();
    await bertil.page.getByRole("radio", { name: "Solved" }).check();
    await bertil.page.getByRole("button", { name: "Save and finish" }).click();
    await bertil.page.locator(".wrap-up").waitFor({ state: "detached" });
    await bertil.page.locator("h1").first().click();
    await bertil.page.keyboard.press("4");
    await bertil.page.locator(".row", { hasText: "Done, may write on" }).click();
    await bertil.said("Ja, till klockan fem.").waitFor();
  });

  test("does not answer over what they have not seen", async () => {
    const anna = await stage.desk("anna");
    const ada = await talkAtDesk(stage, anna);
    await anna.page.locator("#reply").fill("Vi har stängt.");
    await anna.page.waitForTimeout(1_000);
    // Somebody who looks elsewhere has not seen it, though it is on the screen.
    await anna.page.evaluate("document.hasFocus = () => false");
    await ada.say("Glöm det, jag menade i morgon");
    await anna.said("Glöm det, jag menade i morgon").waitFor();
    await anna.page.locator("#reply").press("Enter");
    await anna.page.locator(".composer-hold", { hasText: "1 new message" }).waitFor();
    expect(await anna.said("Vi har stängt.").count()).toBe(0);
    await ada.say("Alltså tisdag");
    await anna.said("Alltså tisdag").waitFor();
    await anna.page.locator("#reply").press("Enter");
    await anna.page.waitForTimeout(300);
    expect(await anna.said("Vi har stängt.").count(), "what came since is news again").toBe(0);
    await anna.page.locator("#reply").press("Enter");
    await anna.said("Vi har stängt.").waitFor();
  });

  test("goes on after a cut network and a killed server: nothing lost, nothing twice, and the banner says what is", async () => {
    const anna = await stage.desk("anna");
    const ada = await talkAtDesk(stage, anna);
    await anna.reply("Ett");
    await anna.said("Ett").waitFor();

    await stage.server.kill();
    await anna.page.locator(".banner-down").waitFor();
    await anna.page.locator("#reply").fill("Två");
    await anna.page.locator("#reply").press("Enter");
    await anna.page.locator(".composer-hold", { hasText: "not connected" }).waitFor();
    await anna.page.locator("#reply").press("Enter");
    await anna.page.locator(".bubble-pending", { hasText: "Två" }).waitFor();
    await stage.server.start();
    await ada.say("Är du kvar?");
    await anna.said("Är du kvar?").waitFor();
    await anna.page.locator(".banner").waitFor({ state: "detached" });
    await anna.page.locator(".bubble-agent", { hasText: "Två" }).locator(".bubble-state", { hasText: "Sent" }).waitFor();
    expect(await anna.said("Två").count()).toBe(1);
    expect(await anna.said("Ett").count()).toBe(1);
    expect(await anna.page.locator(".intent-ready").count(), "a break changes nobody's intent").toBe(1);
  });

  test("finds draft, session and what was read again after a reload, and in a second tab", async () => {
    const anna = await stage.desk("anna");
    await talkAtDesk(stage, anna);
    await anna.page.locator("#reply").fill("Halvfärdig");
    await anna.page.waitForTimeout(400);
    await anna.page.reload();
    await anna.page.locator(".row").first().click();
    await anna.page.locator("#reply").waitFor();
    expect(await anna.page.locator("#reply").inputValue()).toBe("Halvfärdig");

    const second = await stage.desk("anna");
    await second.page.locator(".row").first().click();
    await second.reply("Från den andra fliken");
    await anna.said("Från den andra fliken").waitFor();
    expect(await anna.said("Från den andra fliken").count()).toBe(1);
  });

  test("sends pictures that are picked, pasted and dropped, and sees the customer's", async () => {
    const anna = await stage.desk("anna");
    const ada = await talkAtDesk(stage, anna);
    await anna.page.waitForTimeout(1_000);
    const field = anna.page.locator("#reply");
    const ways = {
      picked: () => anna.page.locator(".composer input[type=file]").setInputFiles({ name: "shot.png", mimeType: "image/png", buffer: png() }),
      pasted: () => hand(field, "paste", "shot.png", png()),
      dropped: () => hand(field, "drop", "shot.png", png()),
    };
    const widths = () => anna.page.locator(".timeline img").evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth));
    for (const [nth, [way, bring]] of Object.entries(ways).entries()) {
      await bring();
      await anna.page.locator(".composer-upload", { hasText: /ready$/ }).waitFor();
      await anna.reply(way);
      await anna.said(way).waitFor();
      await expect.poll(widths).toEqual(Array(nth + 1).fill(64));
    }
    await anna.page.locator(".composer input[type=file]").setInputFiles({ name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("none") });
    await anna.page.locator(".composer-upload.problem").waitFor();
    await ada.show("min bild", png());
    await anna.said("min bild").waitFor();
    await expect.poll(widths).toEqual([64, 64, 64, 64]);
  });

  test("finds a canned response by its letters, and sends it with its places filled in", async () => {
    const anna = await stage.desk("anna");
    await talkAtDesk(stage, anna);
    await anna.page.waitForTimeout(1_000);
    const field = anna.page.locator("#reply");
    await field.pressSequentially("/");
    await anna.page.locator("#canned").waitFor();
    expect(await anna.page.getByRole("option").count()).toBeGreaterThan(1);
    await field.pressSequentially("no such response");
    await anna.page.locator("#canned").waitFor({ state: "detached" });
    await field.fill("");
    await field.pressSequentially("/hej");
    await anna.page.getByRole("option", { selected: true }).waitFor();
    expect(await violations(anna.page), "the list").toEqual([]);
    await field.press("Escape");
    await anna.page.locator("#canned").waitFor({ state: "detached" });
    await field.pressSequentially("x");
    await field.press("Backspace");
    await field.press("ArrowDown");
    await field.press("ArrowUp");
    await field.press("Enter");
    expect(await field.inputValue()).toContain("Anna Andersson");
    expect(await field.inputValue()).not.toMatch(/[{}/]/);
    await field.press("Enter");
    await anna.page.locator(".bubble-agent .bubble-text", { hasText: "Anna Andersson" }).waitFor();
  });

  test("finds what they served by what was said in it, once it is over, and reads it; a colleague does not find it", async () => {
    const [anna, bertil] = [await stage.desk("anna"), await stage.desk("bertil")];
    const ada = await talkAtDesk(stage, anna);
    await ada.say("Min räkning 70557076 är fel");
    await anna.said("Min räkning").waitFor();
    await ada.leave();
    await anna.page.getByRole("button", { name: "Finish" }).click();
    for (const { page } of [anna, bertil]) {
      await page.locator("h1").first().click();
      await page.keyboard.press("4");
    }
    // It is taken into the index a few seconds after the end; whoever searches asks again.
    const found = async (desk: typeof anna, words: string) => {
      await desk.page.locator("#list-search").fill("");
      await desk.page.locator("#list-search").fill(words);
      await desk.page.waitForTimeout(800);
      return desk.page.locator(".row").count();
    };
    await expect.poll(() => found(anna, "rakn 7055"), { timeout: 20_000 }).toBe(1);
    expect(await found(anna, "rakn 7056")).toBe(0);
    expect(await found(bertil, "rakn 7055")).toBe(0);
    await found(anna, "rakn");
    await anna.page.locator(".row").click();
    await anna.said("Min räkning 70557076").waitFor();
  });

  test("on a small screen is told to become ready, until there is somebody to talk to", async () => {
    const { page } = await stage.desk("anna", { viewport: { width: 390, height: 780 } });
    const start = page.locator(".nothing").getByRole("button", { name: "Ready for chats" });
    await start.waitFor();
    expect(await violations(page), "before anybody is ready").toEqual([]);
    await start.click();
    await page.locator(".intent-ready").waitFor();
    await page.getByText("The next customer is offered to you here").waitFor();
    const ada = await Customer.on(stage.server, "ada");
    await ada.say("Prata med en person");
    await page.getByRole("button", { name: /^Accept/ }).first().click();
    await page.locator("#reply").waitFor();
    await page.getByRole("button", { name: "Back to the list" }).click();
    await page.locator(".row").waitFor();
    await page.locator(".nothing").waitFor({ state: "hidden" });
  });

  test("on a small screen has notes and what is known of the customer a press away", async () => {
    const anna = await stage.desk("anna", { viewport: { width: 390, height: 780 } });
    await talkAtDesk(stage, anna);
    const { page } = anna;
    const about = page.getByRole("complementary", { name: "About the customer" });
    await about.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "About the customer" }).click();
    await about.getByText("not proved").waitFor();
    expect(await violations(page), "what is known").toEqual([]);
    await page.keyboard.press("Escape");
    await about.waitFor({ state: "hidden" });
    await page.keyboard.press("n");
    await about.locator("textarea:focus").waitFor();
    await page.keyboard.type("En anteckning");
    await page.keyboard.press("Control+Enter");
    await about.locator(".staff-one", { hasText: "En anteckning" }).waitFor();
    await about.getByRole("button", { name: "Close" }).click();
    await page.locator(".aside-note", { hasText: "En anteckning" }).waitFor();
    await page.locator("#reply").waitFor();
  });

  test("works by keyboard alone", async () => {
    const anna = await stage.desk("anna");
    const { page } = anna;
    await page.keyboard.press("Control+K");
    await page.keyboard.type("ready for");
    await page.keyboard.press("Enter");
    await page.locator(".intent-ready").waitFor();
    const ada = await Customer.on(stage.server, "ada");
    await ada.say("Prata med en person");
    await page.locator(".offer").waitFor();
    await page.keyboard.press("Alt+A");
    await page.locator("#reply").waitFor();
    await page.keyboard.press("r");
    await page.keyboard.type("Hej");
    await page.waitForTimeout(1_000);
    await page.keyboard.press("Enter");
    await anna.said("Hej").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("n");
    await page.keyboard.type("En anteckning");
    await page.keyboard.press("Control+Enter");
    await page.locator(".aside-note", { hasText: "En anteckning" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("e");
    await page.locator(".wrap-up").waitFor();
  });
});

describe("a supervisor", () => {
  test("finds a running session of a colleague by what was said in it, and is led on to those that are over", async () => {
    const [anna, sofia] = [await stage.desk("anna"), await stage.desk("sofia")];
    const ada = await talkAtDesk(stage, anna);
    await ada.say("Min räkning 70557076 är fel");
    await anna.said("Min räkning").waitFor();
    await sofia.page.keyboard.press("3");
    await sofia.page.locator("#list-search").fill("rakn 7055");
    await sofia.page.locator(".row").waitFor();
    await sofia.page.locator("#list-search").fill("rakn 7056");
    await sofia.page.getByText("Nothing fits the search.").waitFor();
    expect(await violations(sofia.page), "nothing found").toEqual([]);
    await anna.page.getByRole("button", { name: "Done" }).click();
    await anna.page.getByRole("button", { name: "Finish" }).click();
    await ada.leave();
    // From what runs a press leads on to what is over, with the same words.
    await sofia.page.locator("#list-search").fill("70557076");
    await sofia.page.getByRole("button", { name: "Search the closed ones" }).click();
    await sofia.page.locator(".row").waitFor();
  });

  test("looks on unseen by the customer, whispers, steps in, takes over, and sends an agent away", async () => {
    const [anna, sofia] = [await stage.desk("anna"), await stage.desk("sofia")];
    const ada = await talkAtDesk(stage, anna);

    await sofia.page.keyboard.press("3");
    await sofia.page.locator(".row").first().click();
    await sofia.page.getByRole("button", { name: "Look on" }).click();
    await sofia.page.locator(".strip-watch").waitFor();
    await anna.page.locator(".timeline-line", { hasText: "Sofia Sand looks on" }).waitFor();
    await sofia.page.getByRole("radio", { name: "Whisper" }).check();
    await sofia.page.locator("#note").fill("Erbjud rabatt");
    await sofia.page.locator("#note").press("Control+Enter");
    await anna.page.locator(".aside-whisper", { hasText: "Erbjud rabatt" }).waitFor();

    await sofia.page.getByRole("button", { name: "More" }).click();
    await sofia.page.getByRole("menuitem", { name: "Step in" }).click();
    await sofia.page.locator("#reply").waitFor();
    await sofia.page.waitForTimeout(1_000);
    await sofia.reply("Jag hjälper till");
    await anna.said("Jag hjälper till").waitFor();

    await sofia.page.getByRole("button", { name: "More" }).click();
    await sofia.page.getByRole("menuitem", { name: "Take over" }).click();
    await anna.page.locator("#reply").waitFor({ state: "detached" });

    await sofia.page.getByRole("button", { name: "Done" }).click();
    await sofia.page.getByRole("button", { name: "Finish" }).click();
    await ada.leave();
    await sofia.page.keyboard.press("4");
    await sofia.page.locator("#list-search").fill("ada");
    await sofia.page.locator(".row", { hasText: "ada" }).waitFor();
    await sofia.page.locator("#list-search").fill("nobody of this name");
    await sofia.page.locator(".list-empty").waitFor();
    await sofia.page.locator("#list-search").fill("");
    await sofia.page.locator("#list-search").press("Escape");
    await sofia.page.keyboard.press("b");
    await sofia.page.locator(".figure", { hasText: "Service level" }).getByText("1 of 1 in time").waitFor();
    await sofia.page.getByRole("row", { name: /Kundservice/ }).getByText("100 %").waitFor();
    const line = sofia.page.getByRole("row", { name: /Anna Andersson/ });
    await line.getByRole("button").click();
    await sofia.page.getByRole("menuitem", { name: "Send away" }).click();
    await anna.page.locator(".intent-away").waitFor();
    await anna.page.getByText("Set by Sofia Sand").waitFor();
  });
});

describe("an administrator", () => {
  test("finds a customer, corrects the record, saves what is held, and erases the person", async () => {
    const [anna, alva] = [await stage.desk("anna"), await stage.desk("alva")];
    const ada = await talkAtDesk(stage, anna, "ada-4711");
    await ada.say("Jag heter Ada");
    await ada.leave();
    const { page } = alva;
    await page.keyboard.press("c");
    await page.getByRole("searchbox", { name: /Name, address/ }).fill("ada-4711");
    await page.locator(".admin-item").click();
    await page.getByLabel("Name", { exact: true }).fill("Ada Berg");
    await page.getByLabel("Mail").fill("ada@example.org");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("heading", { name: "Ada Berg" }).waitFor();
    await page.getByRole("status").filter({ hasText: "Saved" }).waitFor();
    await page.getByRole("searchbox", { name: /Name, address/ }).fill("berg");
    await page.locator(".admin-item", { hasText: "Ada Berg" }).waitFor();
    await page.getByText("ada-4711").waitFor();
    expect(await violations(page), "a record").toEqual([]);
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save everything held" }).click();
    expect((await saving).suggestedFilename()).toBe("customer.json");
    await page.getByRole("button", { name: "Erase", exact: true }).click();
    expect(await violations(page), "before it is erased").toEqual([]);
    await page.getByRole("button", { name: "Erase for good" }).click();
    await page.getByText("Nothing fits the search.").waitFor();
  });
});
