/** The most characters of a message in MAX. Those of the marks for HTML count. */
export const MAX_TEXT_LIMIT = 4_000;
const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const CUT = '…';

/** A text as HTML for MAX, which would read marks in it as tags. A text that is too long ends with an ellipsis, never within a sign or a mark. */
export function maxHtmlOf(text: string, limit = MAX_TEXT_LIMIT): string {
  const signs = Array.from(text, (sign) => MARKS[sign] ?? sign);
  const whole = signs.join('');
  if (whole.length <= limit) return whole;
  let length = 0;
  const fitting = signs.findIndex((sign) => (length += sign.length) > limit - CUT.length);
  return signs.slice(0, fitting).join('') + CUT;
}
