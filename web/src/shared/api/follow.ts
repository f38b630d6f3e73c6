import { currentActing } from './acting';
import { currentAccessToken } from './tokens';

const DATA = 'data: ';

/**
 * Reads a stream of server-sent events until it ends or `signal` aborts, and passes on the data of each event. An `EventSource` could not send the
 * access token. Throws where the stream can't be opened or breaks off.
 */
export async function follow(
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
  onData: (data: string) => void,
): Promise<void> {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const token = await currentAccessToken();
  const acting = currentActing();
  const response = await fetch(`${path}?${new URLSearchParams(given).toString()}`, {
    signal,
    headers: {
      ...(token !== null && { Authorization: `Bearer ${token}` }),
      ...(acting !== null && { 'X-Act-For-Network': acting.networkId }),
    },
  });
  if (!response.ok || response.body === null) throw new Error(`${path} answered ${String(response.status)}`);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += decoder.decode(value, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const line of blocks.flatMap((block) => block.split('\n')))
      if (line.startsWith(DATA)) onData(line.slice(DATA.length));
  }
}
