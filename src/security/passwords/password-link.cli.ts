/** The lines with which a command shows a link, to the one person who passes it on. */
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
