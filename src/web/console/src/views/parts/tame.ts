// Controls that turn text around, or hide in it, are shown as what they are. What is stored stays as it was written.

const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const MARKS = /(\p{M}{8})\p{M}+/gu;

export function tame(text: string): string {
  return text.replace(CONTROLS, (control) => `⟨${control.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}⟩`).replace(MARKS, "$1");
}
