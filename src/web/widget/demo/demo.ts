// The demo page loads the widget as any site does, from the server it is on itself; its address says with which settings.

interface Site {
  switchboard?: (...call: unknown[]) => void;
  trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(address: string): unknown } };
}

const NAMES = ["platform", "language", "theme", "position", "color", "title", "greeting", "open", "launcher"];
const given = new URLSearchParams(location.search);
if (!given.get("platform")) given.set("platform", "demo-web");

const script = document.createElement("script");
script.async = true;
// The settings come from the page's address, so the tag is made here; the policy wants to know who vouches for it.
const address = new URL("../widget.js", location.href).href;
const vouching = (window as Site).trustedTypes?.createPolicy("demo", { createScriptURL: () => address });
script.src = (vouching?.createScriptURL(address) ?? address) as string;
for (const name of NAMES) {
  const value = given.get(name);
  if (value) script.dataset[name] = value;
}
document.head.append(script);

const shown = document.getElementById("tag");
if (shown) shown.textContent = script.outerHTML;

for (const field of document.querySelectorAll<HTMLSelectElement | HTMLInputElement>("form [name]")) {
  const value = given.get(field.name);
  if (value) field.value = value;
}

document.querySelector("[data-call]")?.addEventListener("click", () => (window as Site).switchboard?.("open"));
