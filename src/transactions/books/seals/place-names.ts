/** The kinds of places outside of the installation where seals are published. */
export const PLACES = ['FILE', 'BUCKET', 'MAIL', 'TIMESTAMP'] as const;
export type PlaceName = (typeof PLACES)[number];
