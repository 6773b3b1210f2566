// The demo page loads the widget as any site does, from the server it is on itself.
const script = document.createElement("script");
script.async = true;
script.src = new URL("../widget.js", location.href).href;
script.dataset["platform"] = new URLSearchParams(location.search).get("platform") ?? "demo-web";
document.head.append(script);
