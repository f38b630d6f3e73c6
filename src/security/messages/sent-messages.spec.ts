import type { Database, Tx } from '../../platform/database/database';
import { type SentMessage, SentMessages } from './sent-messages';

const NETWORK = 'a network';
const sentOf = (id: string): SentMessage => ({
  id,
  provider: 'test',
  providerId: null,
  bodyEncrypted: null,
  isReceipt: false,
});

/** The database as far as it is asked here: a write with the message `broken` fails. */
function databaseOf(written: string[][]): Pick<Database, 'inNetwork'> {
  const call: Tx['call'] = (_, [, ids]) => {
    written.push(ids as string[]);
    return (ids as string[]).includes('broken') ? Promise.reject(new Error('refused')) : Promise.resolve([]);
  };
  return { inNetwork: (_, work) => work({ call } as Tx) };
}

describe('messages that providers took', () => {
  it('are written together, those that come during a write in the next one', async () => {
    const written: string[][] = [];
    const messages = new SentMessages(databaseOf(written));
    const first = ['a', 'b'].map((id) => messages.note(NETWORK, sentOf(id)));
    await Promise.all(first);
    await messages.note(NETWORK, sentOf('c'));
    await messages.note(NETWORK, sentOf('d'));
    expect(written).toEqual([['a', 'b'], ['c'], ['d']]);
  });

  it('are written one by one where one of them cannot be, which alone fails', async () => {
    const written: string[][] = [];
    const messages = new SentMessages(databaseOf(written));
    const noted = await Promise.allSettled(['a', 'broken', 'c'].map((id) => messages.note(NETWORK, sentOf(id))));
    expect(noted.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(written).toEqual([['a', 'broken', 'c'], ['a'], ['broken'], ['c']]);
    await messages.note(NETWORK, sentOf('d'));
    expect(written.at(-1)).toEqual(['d']);
  });
});
