import type { QueryClient } from '@tanstack/react-query';
import { ask, askAnew, askBy, keyOf } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type FraudSummary = Schemas['FraudSummary'];
export type FraudCase = Schemas['FraudCase'];
export type FraudCaseDetail = Schemas['FraudCaseDetail'];
export type FraudState = FraudCase['state'];
export type FraudSubject = FraudCase['subject'];
export type FraudSignal = FraudCaseDetail['signals'][number];
export type FraudAct = FraudCaseDetail['acts'][number];
export type FraudDecision = Schemas['DecideFraudCase'];
export type FraudRule = Schemas['FraudRule'];
export type FraudTrial = Schemas['FraudTrial'];

const AT_ONCE = 20;
const LOOK_EVERY_MS = 30_000;

/** Keys of the queries that return cases of fraud watch or their sums. */
export const FRAUD_CASES = [keyOf('/api/fraud/cases'), keyOf('/api/fraud/summary')];

/** Reads cases and sums again. */
export const refreshFraudCases = (queries: QueryClient) => askAnew(queries, ...FRAUD_CASES);

/** Reads the rules again; trials on the past stay as they were. */
export const refreshFraudRules = (queries: QueryClient) =>
  queries.invalidateQueries({ queryKey: fraudRulesQuery.queryKey, exact: true });

/** Cases about what one person gave above the bound, which wait for a second one: newest first. */
export const onePersonCasesQuery = ask(
  '/api/fraud/cases',
  { state: 'OPEN', rule: 'onePerson', limit: AT_ONCE },
  { refetchInterval: LOOK_EVERY_MS },
);

export const fraudRulesQuery = ask('/api/fraud/rules', {}, { select: ({ items }) => items });

/** Findings of a rule in the last 90 days with these parameters; nothing is stored. */
export const fraudTrialQuery = (key: string, params: FraudRule['params']) =>
  askBy('/api/fraud/rules/{key}/trial', { key }, { params }, { staleTime: Infinity });
