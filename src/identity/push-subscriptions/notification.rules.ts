/** Characters of a text that a notification shows: with its title it fits into the 4,096 bytes that a push service takes. */
const LONGEST_TEXT = 1_000;
const LONGEST_TITLE = 120;

/** The title and the text that a device shows of a message; a longer text is cut. */
export function notificationOf(subject: string, text: string): { readonly title: string; readonly text: string } {
  return { title: cut(subject, LONGEST_TITLE), text: cut(text, LONGEST_TEXT) };
}

function cut(text: string, longest: number): string {
  // A character beyond the basic plane is not cut in two.
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
