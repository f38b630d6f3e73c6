import type { Place } from './till.mjs';

type Acts = Parameters<typeof import('./driver.mjs').listen>[1];

/** The acts of the kit's contract at the example till. */
export declare function actsOf(file: string): Acts & { readonly connect: (place: Place) => Promise<object> };
