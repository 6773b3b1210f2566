// The script a site loads: `<script async src="…/widget.js" data-platform="…"></script>`. It draws the button, opens the
// window in a frame of the server's own origin, and answers `switchboard("…")`. It puts nothing into the page but one
// element, runs no text, and sets no style that a strict policy would refuse.
import { begin } from "./page.ts";

begin(document.currentScript as HTMLScriptElement | null);
