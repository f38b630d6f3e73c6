/** The data with which MAX opens the page. The page needs no script of MAX: they stand in the address. */
export interface MaxLaunch {
  readonly initData: string;
  /** The parameter of the link that opened the page; null: it had none. */
  readonly startParameter: string | null;
  readonly language: string | null;
  /** Whether the page was opened with these data just now. After a reload they are used up. */
  readonly isNew: boolean;
}

const STORED_AT = 'loyalty.max';

/** Null outside of MAX. The tab keeps the data, so that the page knows after a reload that it is in MAX. */
export const maxLaunch: MaxLaunch | null = readLaunch();

function readLaunch(): MaxLaunch | null {
  const stored = sessionStorage.getItem(STORED_AT);
  const given = new URLSearchParams(location.hash.slice(1)).get('WebAppData');
  if (given !== null) sessionStorage.setItem(STORED_AT, given);
  const initData = given ?? stored;
  if (initData === null) return null;
  const fields = new URLSearchParams(initData);
  return {
    initData,
    startParameter: fields.get('start_param'),
    language: languageOf(fields.get('user') ?? ''),
    isNew: given !== null && given !== stored,
  };
}

function languageOf(user: string): string | null {
  try {
    const { language_code: code } = JSON.parse(user) as { language_code?: unknown };
    return typeof code === 'string' ? (code.split('-')[0] ?? null) : null;
  } catch {
    return null;
  }
}
