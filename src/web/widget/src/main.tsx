// The frame: the customer's chat window.
import { render } from "preact";

const root = document.getElementById("chat");
if (root) render(<main>Chat</main>, root);
