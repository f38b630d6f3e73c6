/** Where a person went through the palette last, newest first. Addresses alone: no name of a guest stays in the browser. */
const STORED_AT = 'console-recent';
const MOST = 6;

export function readRecent(networkId: string): readonly string[] {
  const stored = localStorage.getItem(`${STORED_AT}:${networkId}`);
  return stored === null ? [] : (JSON.parse(stored) as string[]);
}

export function noteRecent(networkId: string, path: string): void {
  const paths = [path, ...readRecent(networkId).filter((known) => known !== path)].slice(0, MOST);
  localStorage.setItem(`${STORED_AT}:${networkId}`, JSON.stringify(paths));
}
