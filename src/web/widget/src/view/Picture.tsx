// A picture of the conversation: out of the frame it came in, or fetched by its id. Larger on a press.
import { useEffect, useState } from "preact/hooks";
import { useWindow, useWords } from "./context.ts";
import { Dialog } from "./Dialog.tsx";
import { Cross } from "./icons.tsx";

export function Picture({ image, imageId, alt }: { image?: string; imageId?: string; alt: string }) {
  const words = useWords();
  const address = useAddress(image, imageId);
  const [large, setLarge] = useState(false);
  if (!address) return <span class="picture missing">{words.picture}</span>;
  return (
    <>
      <button type="button" class="picture" aria-label={words.openPicture} onClick={() => setLarge(true)}>
        <img src={address} alt={alt} />
      </button>
      {large && (
        <Dialog label={words.picture} onClose={() => setLarge(false)} wide>
          <img class="large" src={address} alt={alt} />
          <button type="button" class="plain icon corner" aria-label={words.closePicture} onClick={() => setLarge(false)}>
            <Cross />
          </button>
        </Dialog>
      )}
    </>
  );
}

/** An address of the page's own for a picture's bytes: the policy takes no data addresses. */
function useAddress(image: string | undefined, imageId: string | undefined): string | undefined {
  const { doors } = useWindow();
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    let made: string | undefined;
    let gone = false;
    const show = (blob: Blob | undefined) => {
      if (!blob || gone) return;
      made = URL.createObjectURL(blob);
      setAddress(made);
    };
    if (image) show(blobOf(image));
    else if (imageId) void doors.picture(imageId).then(show);
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [image, imageId]);
  return address;
}

const DATA = /^data:(image\/(?:jpeg|png|gif|webp));base64,(.+)$/s;

function blobOf(image: string): Blob | undefined {
  const [, type, bytes] = DATA.exec(image) ?? [];
  if (!type || !bytes) return undefined;
  try {
    return new Blob([Uint8Array.from(atob(bytes), (byte) => byte.charCodeAt(0))], { type });
  } catch {
    return undefined;
  }
}
