/** Invisible characters and those that change the direction of a text (Unicode's default ignorables): copied texts bring them along. */
const MARKS = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * The same, except variation selectors of emoji and the joiner between two emoji. Two names that look the same would else be two names, and a family
 * of emoji would fall apart.
 */
const UNSEEN =
  /(?![\uFE00-\uFE0F])(?!(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D(?=\p{Extended_Pictographic}))\p{Default_Ignorable_Code_Point}/gu;

/** Blanks and all dashes, also the minus sign, with which people group digits and letters. */
const GROUPING = /[\s\p{Pd}\u2212]/gu;

const WIDE = /[\uFF01-\uFF5E]/g;
const WIDE_TO_ASCII = 0xfee0;

/** A typed, pasted or scanned text without characters that cannot be seen. */
export function withoutMarks(text: string): string {
  return text.replace(MARKS, '');
}

/** A text for people, such as a name, without characters that cannot be seen; emoji stay whole. */
export function withoutUnseen(text: string): string {
  return text.replace(UNSEEN, '');
}

/** A number or code without marks and grouping, its full-width characters as ASCII. */
export function ungrouped(text: string): string {
  return withoutMarks(text)
    .replace(WIDE, (wide) => String.fromCharCode(wide.charCodeAt(0) - WIDE_TO_ASCII))
    .replace(GROUPING, '');
}
