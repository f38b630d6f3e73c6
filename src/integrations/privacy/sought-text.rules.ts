/** Whether a stored body contains one of these texts, in any form in which till systems write text. */
export function namesOneOf(sought: readonly string[], body: string): boolean {
  const text = body.toLowerCase();
  const digits = text.replace(/[\s()-]+/g, '');
  return formsOf(sought).some((form) => text.includes(form) || digits.includes(form));
}

/** The texts as they are, as UTF-8 bytes read as Latin-1, and with JSON escapes. */
function formsOf(sought: readonly string[]): string[] {
  return sought.flatMap((one) => {
    const text = one.toLowerCase();
    return [text, Buffer.from(one, 'utf8').toString('latin1').toLowerCase(), escaped(one).toLowerCase()];
  });
}

function escaped(text: string): string {
  return text.replace(/[^\u0020-\u007e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
