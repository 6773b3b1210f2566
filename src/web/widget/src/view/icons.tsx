// Drawn here, so that nothing is fetched for them. They say nothing that a label does not.
import type { ComponentChildren } from "preact";

const icon = (children: ComponentChildren) => (
  <svg
    viewBox="0 0 24 24"
    width="20"
    height="20"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    {children}
  </svg>
);

export const Minimize = () => icon(<path d="M6 9l6 6 6-6" />);
export const More = () => icon(<path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="3" />);
export const Send = () => icon(<path d="M12 20V5M5 12l7-7 7 7" />);
export const Picture = () =>
  icon(
    <>
      <rect x="3" y="4" width="18" height="16" rx="3" />
      <circle cx="9" cy="10" r="1.6" />
      <path d="M4 18l5.5-5 3.5 3 3-2.5L20.5 18" />
    </>,
  );
export const Cross = () => icon(<path d="M6 6l12 12M18 6L6 18" />);
export const Robot = () =>
  icon(
    <>
      <rect x="5" y="8" width="14" height="11" rx="3" />
      <path d="M12 8V4M9.5 13v1.5M14.5 13v1.5" />
    </>,
  );
export const Check = () => icon(<path d="M5 13l4.5 4.5L19 7" />);
export const Clock = () =>
  icon(
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 7.5V12l3 2" />
    </>,
  );
export const Star = () =>
  icon(<path d="M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1.1 5.9-5.3-2.9-5.3 2.9 1.1-5.9L3.5 9.7l5.9-.8z" />);
