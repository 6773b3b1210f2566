// How the button and the frame stand on the page. A constructed sheet: a policy against inline styles does not refuse it.

export const sheet = (side: "left" | "right"): string => `
:host { all: initial; }
[hidden] { display: none !important; }
button {
  position: fixed; z-index: 2147483000; bottom: 20px; ${side}: 20px;
  display: grid; place-items: center; width: 60px; height: 60px; padding: 0;
  border: 0; border-radius: 50%; cursor: pointer;
  background: var(--site); color: var(--on-site);
  box-shadow: 0 2px 6px rgb(16 22 36 / 18%), 0 8px 24px rgb(16 22 36 / 24%);
}
button:hover { filter: brightness(1.06); }
button:focus-visible { outline: 3px solid var(--site); outline-offset: 3px; }
svg { width: 28px; height: 28px; fill: currentColor; }
.open svg { fill: none; stroke: currentColor; stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round; }
span {
  position: absolute; top: -4px; right: -4px; display: grid; place-items: center;
  min-width: 22px; height: 22px; padding: 0 6px; box-sizing: border-box;
  border: 2px solid #fff; border-radius: 11px; background: #c62828; color: #fff;
  font: 700 12px/1 system-ui, sans-serif;
}
iframe {
  position: fixed; z-index: 2147483000; bottom: 96px; ${side}: 20px;
  width: 392px; height: min(660px, calc(100vh - 116px));
  border: 0; border-radius: 18px; background: transparent; color-scheme: normal;
  box-shadow: 0 4px 12px rgb(16 22 36 / 14%), 0 18px 60px rgb(16 22 36 / 28%);
}
@media (max-width: 480px), (max-height: 480px) {
  iframe { inset: 0; width: 100%; height: 100%; border-radius: 0; }
  button.open { display: none; }
}
@media (prefers-reduced-motion: no-preference) {
  button { transition: transform 150ms ease, filter 150ms ease; }
  button:hover { transform: scale(1.05); }
  iframe { animation: rise 180ms ease-out; }
  @keyframes rise { from { opacity: 0; transform: translateY(12px); } }
}
`;
