/** The domain in what a person typed or pasted, as the API takes it; null: it is none. */
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
