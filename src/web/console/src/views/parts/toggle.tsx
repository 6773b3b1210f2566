// A setting of this browser that is on or off.

import { useState } from "react";
import { set, setting } from "../../app/memory";

export function Toggle({ name, text }: { name: string; text: string }) {
  const [on, setOn] = useState(() => setting(name, "on") === "on");
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={on}
        onChange={(event) => {
          setOn(event.target.checked);
          set(name, event.target.checked ? "on" : "off");
        }}
      />
      {text}
    </label>
  );
}
