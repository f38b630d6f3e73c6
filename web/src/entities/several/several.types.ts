import type { Schemas } from '../../shared/api/schemas';

/** The outcome of one act done to several things (`src/platform/http/several.ts`). */
export type SeveralDone = Schemas['SeveralDone'];
