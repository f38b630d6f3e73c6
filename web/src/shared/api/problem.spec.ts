import { ApiProblem, ConnectionLost, leavesOutcomeOpen, mistakeAt, mistakesBeside, parseProblem } from './problem';

const refused = (status: number, code: string) => new ApiProblem({ title: '', status, code }, null);

test.each([
  ['no answer', new ConnectionLost(), true],
  ['a failure of the server', refused(503, 'unavailable'), true],
  ['a first try that still runs', refused(409, 'request_in_progress'), true],
  ['a no', refused(422, 'insufficient_points'), false],
  ['an error of the page', new TypeError(), false],
])('after %s, the outcome is open: %#', (_, error, isOpen) => {
  expect(leavesOutcomeOpen(error)).toBe(isOpen);
});

test("a proxy's page is a failure of the server, and says when to ask again", () => {
  const answer = new Response('<html>', { status: 502, headers: { 'retry-after': '7' } });
  const problem = parseProblem('<html>', answer);
  expect(problem).toMatchObject({ code: 'unavailable', status: 502, retryAfterSeconds: 7 });
  expect(parseProblem(null, new Response(null, { status: 404 })).code).toBe('unreadable_answer');
});

test('a mistake is shown at its own field, and not at one whose name begins alike', () => {
  const mistake = { path: 'name.ru', code: 'required', message: 'Say it' };
  const error = new ApiProblem({ title: '', status: 400, code: 'invalid', errors: [mistake] }, null);
  expect(mistakeAt(error, 'name')).toBe('Say it');
  expect(mistakeAt(error, 'na')).toBeUndefined();
  expect(mistakesBeside(error, ['code'])).toEqual([mistake]);
  expect(mistakesBeside(error, ['name'])).toEqual([]);
});
