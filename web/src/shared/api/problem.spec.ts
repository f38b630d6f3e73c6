import { ApiProblem, mistakeAt, mistakesBeside } from './problem';

test('a mistake is shown at its own field, and not at one whose name begins alike', () => {
  const mistake = { path: 'name.ru', code: 'required', message: 'Say it' };
  const error = new ApiProblem({ title: '', status: 400, code: 'invalid', errors: [mistake] }, null);
  expect(mistakeAt(error, 'name')).toBe('Say it');
  expect(mistakeAt(error, 'na')).toBeUndefined();
  expect(mistakesBeside(error, ['code'])).toEqual([mistake]);
  expect(mistakesBeside(error, ['name'])).toEqual([]);
});
