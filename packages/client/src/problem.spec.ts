import { ApiProblem, ConnectionLost, leavesOutcomeOpen, parseProblem } from './problem.js';

const refused = (status: number, code: string) => new ApiProblem({ title: '', status, code }, null);

test.each([
  ['no answer', new ConnectionLost(), true],
  ['a failure of the server', refused(503, 'unavailable'), true],
  ['a first try that still runs', refused(409, 'request_in_progress'), true],
  ['a refusal', refused(422, 'insufficient_points'), false],
  ['an error of the program', new TypeError(), false],
])('after %s, the outcome is open: %#', (_, error, isOpen) => {
  expect(leavesOutcomeOpen(error)).toBe(isOpen);
});

test("a proxy's page is a failure of the server, and says when to ask again", () => {
  const answer = new Response('<html>', { status: 502, headers: { 'retry-after': '7' } });
  expect(parseProblem('<html>', answer)).toMatchObject({ code: 'unavailable', status: 502, retryAfterSeconds: 7 });
  expect(parseProblem(null, new Response(null, { status: 404 })).code).toBe('unreadable_answer');
});
