// Says that one is in a telephone call, and that fewer chats are offered meanwhile.

import { useStore } from "../../app/context";
import { onPhone } from "../../store/load";
import { t } from "../../text/text";

export function OnPhone() {
  const calls = useStore(onPhone);
  if (calls === 0) return null;
  return (
    <span className="on-phone" role="status" title={t("intent.on_phone_why")}>
      {t("intent.on_phone", { count: calls })}
      <span className="visually-hidden">. {t("intent.on_phone_why")}</span>
    </span>
  );
}
