import type { ChangeRequestAnswer } from '../../../security';
import { asAnswer } from '../../../platform/http/as-answer';
import type { AutomationRow, ListedAutomationRow, RunCount, StepCount, VersionRow } from './automation.sql';
import {
  type AutomationAnswer,
  type AutomationDetail,
  automationSchema,
  type ListedAutomation,
} from './automation.dto';

export const changeableOfAutomation = ({ id, revision, archived }: AutomationAnswer) => ({ id, revision, archived });

/** The members of the answer by which a client names the version it saw; null for a start that waits for a second person. */
export const changeableOfStart = (answer: AutomationAnswer | ChangeRequestAnswer): object | null =>
  'kind' in answer ? null : changeableOfAutomation(answer);

export const listedAnswer = ({ finished, enteredLately, ...row }: ListedAutomationRow): ListedAutomation => ({
  ...automationAnswer(row),
  finished,
  enteredLately,
});

export const automationAnswer = (row: AutomationRow): AutomationAnswer =>
  asAnswer(automationSchema, { ...row, archived: row.archivedAt !== null });

export function automationDetail(
  row: AutomationRow,
  versions: readonly VersionRow[],
  runs: readonly RunCount[],
  steps: readonly StepCount[],
): AutomationDetail {
  return {
    ...automationAnswer(row),
    versions: versions.map(({ version, document, createdAt, movesTo }) => {
      const ofVersion = runs.filter((one) => one.version === version);
      const inState = (state: string, step?: string) =>
        sum(
          ofVersion
            .filter((one) => one.state === state && (step === undefined || one.step === step))
            .map((one) => one.runs),
        );
      const times = (step: string, refused: boolean) =>
        sum(
          steps
            .filter((one) => one.version === version && one.step === step && REFUSED.has(one.outcome) === refused)
            .map((one) => one.times),
        );
      return {
        version,
        document,
        createdAt: createdAt.toISOString(),
        isMoving: movesTo !== null,
        runs: {
          waiting: inState('WAITING'),
          done: inState('DONE'),
          goal: inState('GOAL'),
          left: inState('LEFT'),
          heldOut: inState('HELD_OUT'),
        },
        steps: document.steps.map(({ name }) => ({
          step: name,
          waiting: inState('WAITING', name),
          passed: times(name, false),
          left: inState('LEFT', name) + inState('GOAL', name),
          refused: times(name, true),
        })),
      };
    }),
  };
}

const REFUSED: ReadonlySet<string> = new Set(['REFUSED', 'NOT_SENT']);

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
