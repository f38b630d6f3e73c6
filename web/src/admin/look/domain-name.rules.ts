/** The domain in a typed or pasted text, in the API's form; null: the text has none. */
export function domainOf(typed: string): string | null {
  const text = typed.trim().replace(/^https?:\/\//i, '');
  if (text === '' || /[\s@:?#]/.test(text)) return null;
  try {
    // Letters of other scripts come out in punycode.
    const { hostname } = new URL(`https://${text}`);
    return /\.[a-z][a-z0-9-]*[a-z0-9]$/.test(hostname) ? hostname : null;
  } catch {
    return null;
  }
}
