// What the API answers with, by the names of its document.

import type { components } from "../../../shared/api.gen";

export type Shape<Name extends keyof components["schemas"]> = components["schemas"][Name];
