// The pictures of the documentation: npm run shots
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "./harness/chromium.ts";
import { Customer } from "./harness/customer.ts";
import { Desk } from "./harness/desk.ts";
import { Server } from "./harness/server.ts";

const folder = fileURLToPath(new URL("../../../docs/images", import.meta.url));
mkdirSync(folder, { recursive: true });
const browser = await launch();
const server = await Server.demo();
try {
  const view = { viewport: { width: 1360, height: 820 } };
  const [anna, sofia] = [await Desk.of(browser, server, "anna", view), await Desk.of(browser, server, "sofia", view)];
  await anna.ready();
  const ada = await Customer.on(server, "Ada Berg", "demo-en");
  await ada.say("Hello");
  await ada.say("Talk to a person");
  await anna.accept();
  await ada.say("My invoice 70557076 is twice what it was in October.");
  await anna.page.waitForTimeout(1_200);
  await anna.reply("Hi Ada! Let me look at it with you.");
  await anna.said("Hi Ada!").waitFor();
  await anna.page.locator("#note").fill("Moved in November; the old meter was read late.");
  await anna.page.locator("#note").press("Control+Enter");
  await anna.page.locator(".aside-note").waitFor();
  const cleo = await Customer.on(server, "Cleo", "demo-en");
  await cleo.say("Talk to a person");
  await ada.typing("Thanks! I also wonder about the");
  await anna.page.locator(".bubble-preview").waitFor();
  await anna.page.locator(".offer").waitFor();
  await anna.page.waitForTimeout(400);
  await anna.page.screenshot({ path: `${folder}/console-conversation.png` });
  for (const name of ["Dan", "Eva", "Finn"]) await (await Customer.on(server, name, "demo-en")).say("Talk to a person");
  await sofia.page.keyboard.press("b");
  await sofia.page.getByRole("row", { name: /Anna Andersson/ }).waitFor();
  await sofia.page.waitForTimeout(500);
  await sofia.page.screenshot({ path: `${folder}/console-board.png` });
} finally {
  await browser.close();
  await server.stop();
}
