import type { Schemas } from '../../shared/api/schemas';

/** A till that knows its cashiers by a PIN or a card. */
export type BoundTill = Schemas['BoundTill'];
