/** The most characters of a notification's text: with the title they fit into the 4,096 bytes that push services accept. */
const LONGEST_TEXT = 1_000;
const LONGEST_TITLE = 120;

/** The title and text that a device shows for a message; a longer text is cut. */
export function notificationOf(subject: string, text: string): { readonly title: string; readonly text: string } {
  return { title: cut(subject, LONGEST_TITLE), text: cut(text, LONGEST_TEXT) };
}

function cut(text: string, longest: number): string {
  // Does not cut a surrogate pair in two.
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
