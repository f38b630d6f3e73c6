import type { ProgramDocument } from '../../../decision';
import { canonicalJson } from '../../../platform/http/canonical-json';
import { describeProgram } from './describe-program.rules';
import { directionOf, type Direction } from './direction.rules';
import type { Statement } from './statements';

/** The differences between two programmes. `before` or `after` is missing where that programme has no such statement. */
export interface Change {
  readonly key: string;
  readonly kind: 'ADDED' | 'REMOVED' | 'CHANGED';
  readonly before: Statement | undefined;
  readonly after: Statement | undefined;
  /** From the guest's point of view. */
  readonly direction: Direction;
}

/** The changes from one programme to another, in the later document's order; removed statements come last. */
export function comparePrograms(before: ProgramDocument, after: ProgramDocument): Change[] {
  const earlier = new Map(describeProgram(before).map((statement) => [statement.key, statement]));
  const later = new Map(describeProgram(after).map((statement) => [statement.key, statement]));
  const documents = { before, after };
  const changed = [...later.values()].flatMap((statement) => {
    const old = earlier.get(statement.key);
    return old !== undefined && canonicalJson(old.arguments) === canonicalJson(statement.arguments)
      ? []
      : [[old, statement] as const];
  });
  const removed = [...earlier.values()].flatMap((statement) =>
    later.has(statement.key) ? [] : [[statement, undefined] as const],
  );
  return [...changed, ...removed].map(([old, now]): Change => {
    const { key, of } = now ?? old;
    // A detail that is added or removed together with its whole is described and judged there.
    const isDetail = of !== null && earlier.has(of) !== later.has(of);
    return {
      key,
      kind: old === undefined ? 'ADDED' : now === undefined ? 'REMOVED' : 'CHANGED',
      before: old,
      after: now,
      direction: isDetail ? 'NEUTRAL' : directionOf(old, now, documents),
    };
  });
}

/** Whether a guest may be worse off, so that a second manager has to approve. */
export function takesSomething(changes: readonly Change[]): boolean {
  return changes.some(({ direction }) => direction === 'TAKES');
}
