import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether Twilio signed a form: base64 of HMAC-SHA1 with the account's auth token over the address as Twilio sees it, and the form's sorted names
 * and values (twilio-node, src/webhooks/webhooks.ts). Twilio signs the address with or without its port.
 */
export function isSignedByTwilio(
  authToken: string,
  url: string,
  form: Readonly<Record<string, string>>,
  signature: string,
): boolean {
  const fields = Object.keys(form)
    .sort()
    .map((name) => name + (form[name] ?? ''))
    .join('');
  const given = Buffer.from(signature, 'base64');
  return [withPort(url), withoutPort(url)].some((signed) => {
    const expected = createHmac('sha1', authToken)
      .update(signed + fields)
      .digest();
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

/** Not by `URL`, which would normalise the rest of the address. */
function withPort(url: string): string {
  const { port, protocol } = new URL(url);
  if (port !== '') return url;
  return url.replace(/^(https?:\/\/[^/?#]+)/, `$1:${protocol === 'https:' ? '443' : '80'}`);
}

function withoutPort(url: string): string {
  return url.replace(/^(https?:\/\/[^/?#]*?):\d+(?=[/?#]|$)/, '$1');
}
