// Pictures both ways: picked, pasted and dropped by the customer, shown on both sides; what is none is refused.
import { expect, test } from "vitest";
import { hand, png } from "./harness/png.ts";
import { demoOfFile } from "./harness/stage.ts";
import { talkAtWidget } from "./harness/talk.ts";

const stage = demoOfFile();

test("pictures go both ways, over a reload too, and what is none is refused", async () => {
  const { anna, context, customer, session } = await talkAtWidget(stage);

  const pick = customer.frame.locator("input[type=file]");
  await pick.setInputFiles({ name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") });
  await customer.frame.getByText("Only JPEG, PNG, GIF and WebP").waitFor();
  await pick.setInputFiles({ name: "shot.png", mimeType: "image/png", buffer: png() });
  await customer.button("Remove the picture").waitFor();
  await customer.write("my invoice");
  await customer.allStored();
  const received = await anna.next((frame) => frame.type === "event" && JSON.stringify(frame).includes("my invoice"));
  expect(JSON.stringify(received)).toContain('"attachment"');

  // What says it is a picture and is none gets as far as the server.
  await pick.setInputFiles({ name: "shot.png", mimeType: "image/png", buffer: Buffer.from("not at all a picture") });
  await customer.button("Send").click();
  await customer.frame.getByRole("alert").waitFor();
  await customer.button("Remove the picture").click();

  const upload = await fetch(`${stage.server.url}/api/v1/sessions/${session}/images`, {
    method: "POST",
    headers: { authorization: `Bearer ${stage.server.token("anna")}`, "content-type": "image/png" },
    body: new Uint8Array(png()),
  });
  const { image_id: imageId } = (await upload.json()) as { image_id: string };
  await anna.say(session, "and here is mine", { imageId });
  await customer.sees("and here is mine");
  const shown = () =>
    customer.log.locator("img").evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth));
  await expect.poll(shown).toEqual([64, 64]);
  await customer.page.reload();
  await customer.open();
  await expect.poll(shown, { timeout: 10_000 }).toEqual([64, 64]);
  await customer.button("Show the picture larger").first().click();
  await customer.button("Close the picture").click();
  customer.noFaults();
  anna.close();
  await context.close();
});

test.each(["paste", "drop"] as const)("a picture that is brought by %s is shown first, and sent with its words", async (how) => {
  const { anna, context, customer, session } = await talkAtWidget(stage);
  await hand(customer.field, how, "shot.png", png());
  await customer.frame.getByRole("img", { name: "shot.png" }).waitFor();
  await customer.write(`brought by ${how}`);
  await customer.allStored();
  const received = await anna.next((frame) => frame.type === "event" && JSON.stringify(frame).includes(`brought by ${how}`));
  expect(JSON.stringify(received)).toContain('"width":64');
  customer.noFaults();
  await anna.done(session);
  anna.close();
  await context.close();
});
