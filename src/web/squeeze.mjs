// Compresses what was built, once, so that the server never does. What a browser would not notice stays as it is.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = fileURLToPath(new URL("dist", import.meta.url));
const worth = /\.(html|js|css|json|svg)$/;
const gain = 0.9;

for (const name of readdirSync(folder, { recursive: true })) {
  if (!worth.test(name)) continue;
  const plain = readFileSync(join(folder, name));
  const brotli = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } });
  for (const [ending, squeezed] of [["gz", gzipSync(plain, { level: 9 })], ["br", brotli]]) {
    if (squeezed.length < plain.length * gain) writeFileSync(join(folder, `${name}.${ending}`), squeezed);
  }
}
