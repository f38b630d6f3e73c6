/** The fields of each body that the double reads; `!` marks those that are needed. */
export declare const FIELDS: Readonly<Record<string, readonly string[]>>;
