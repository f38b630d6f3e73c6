import { ProblemError } from './problem';

describe('a failure that a caller can react to', () => {
  it('has no stack where the mistake is the client’s, of which thousands come in a second, and one where it is ours', () => {
    const framesOf = (error: Error) => error.stack?.split('\n').slice(1) ?? [];
    expect(framesOf(new ProblemError('invalid_body'))).toEqual([]);
    expect(framesOf(new ProblemError('unavailable'))).not.toEqual([]);
    expect(framesOf(new Error('after them'))).not.toEqual([]);
  });
});
