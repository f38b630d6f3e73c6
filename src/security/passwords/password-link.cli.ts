/** The lines in which a command prints a link for the operator to pass on. */
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
