/** @throws Error where the role of the database that a call of the archive needs is not set */
export function requireUrl(name: string, url: string | undefined): string {
  if (url === undefined || url === '') throw new Error(`${name} is not set; docs/archive.md says which role it names.`);
  return url;
}

export function secondsOf(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
