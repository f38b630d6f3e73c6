/** A column that no field of the mapping reads, and what its head looks like; null: nothing that matters to a balance. */
export interface UnreadColumn {
  readonly column: string;
  readonly looksLike: 'POINTS' | 'CARD' | 'PHONE' | null;
}

const LOOKS: readonly (readonly [NonNullable<UnreadColumn['looksLike']>, RegExp])[] = [
  ['PHONE', /phone|mobile|^tel|cell|телефон|мобильн|^тел/],
  ['POINTS', /point|bonus|balance|loyalty|reward|балл|бонус|баланс|остаток|сгора/],
  ['CARD', /card|barcode|карт|штрихкод/],
];

/** The columns of a header that a mapping does not read, in the order of the file. */
export function unreadColumns(
  header: readonly string[],
  columns: Readonly<Partial<Record<string, string>>>,
): readonly UnreadColumn[] {
  const read = new Set(Object.values(columns));
  return [...new Set(header.map((name) => name.trim()))]
    .filter((name) => name !== '' && !read.has(name))
    .map((column) => ({ column, looksLike: LOOKS.find(([, form]) => form.test(keyOf(column)))?.[0] ?? null }));
}

const KINDS = { POINTS: 'points', CARD: 'cards', PHONE: 'phones' } as const;

/** Lines of a command about the columns that were not read. */
export function unreadLines(unread: readonly UnreadColumn[]): string[] {
  return [
    ...(unread.length === 0 ? [] : [`Not read: ${unread.map(({ column }) => column).join(', ')}.`]),
    ...unread.flatMap(({ column, looksLike }) =>
      looksLike === null ? [] : [`Warning: ${column} looks like a column of ${KINDS[looksLike]}, and is not read.`],
    ),
  ];
}

/** A column name in lower case without spaces and punctuation, for comparing names. */
export function keyOf(column: string): string {
  return column
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
