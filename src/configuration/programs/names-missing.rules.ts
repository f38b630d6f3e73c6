import type { ProgramDocument } from '../../decision';
import type { Contradiction } from './contradiction';
import { segmentsMissing } from './segments-named.rules';
import { rewardsMissing } from './stamp-cards.schema';

/** What of a network a programme may name by its code. */
export interface KnownCodes {
  readonly rewardCodes: ReadonlySet<string>;
  readonly segmentCodes: ReadonlySet<string>;
}

/** What a programme names that its network does not have: asked by `validate`, and again before it is published. */
export function* namesMissing(document: ProgramDocument, known: KnownCodes): Generator<Contradiction> {
  yield* rewardsMissing(document, known.rewardCodes);
  yield* segmentsMissing(document, known.segmentCodes);
}
