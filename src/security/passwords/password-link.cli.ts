/** What a command shows of a link, to the one person who gives it on. */
export function printPasswordLink({
  url,
  expiresAt,
}: {
  readonly url: string;
  readonly expiresAt: string | Date;
}): void {
  console.log(url);
  console.log(`Good once, until ${new Date(expiresAt).toISOString()}.`);
}
