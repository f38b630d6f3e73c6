/** An exchange as lines of a terminal: its title, and what was not right. */
export function linesOf({ id, status, missing, checks }, words) {
  const head = `${MARKS[status]} ${words.say('statuses', status)}  ${words.titleOf(id)} (${id})`;
  const why = status === 'LEFT_OUT' ? [`    ${words.say('page', 'leftOut', { missing: missing.join(', ') })}`] : [];
  const wrong = checks
    .filter(({ passed }) => !passed)
    .map(({ code, values }) => `    – ${words.say('checks', code, values)}`);
  const expected = wrong.length > 0 ? [`    ${words.expectedOf(id)}`] : [];
  return [head, ...why, ...expected, ...wrong];
}

const MARKS = { PASSED: '+', FAILED: '!', LEFT_OUT: ' ' };

/** The result in a sentence or two. */
export function verdictOf({ counts, all, exchanges }, words) {
  const result = words.say('page', counts.failed > 0 ? 'wrong' : 'right', counts);
  return exchanges.length < all
    ? `${result} ${words.say('page', 'partial', { chosen: exchanges.length, all })}`
    : result;
}
