export { type ClientOptions, createLoyaltyClient, type LoyaltyClient, type TokenSource, unwrap } from './client.js';
export { keyHeader, newKey } from './idempotency.js';
export { itemsOf, MAX_PAGE, type Page, type PageQuery } from './pages.js';
export {
  ApiProblem,
  ConnectionLost,
  type FieldProblem,
  leavesOutcomeOpen,
  parseProblem,
  type ProblemCode,
  type ProblemDocument,
} from './problem.js';
export { type RetryPolicy } from './retry.js';
export type { components, operations, paths } from './generated/api.js';
