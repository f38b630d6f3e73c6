// Makes networks in the cell of this process's settings, and sends them to the parent: `make-networks.mjs PREFIX COUNT GUESTS`.
import { longLived, makeNetwork, openContext } from '../../performance/bench-networks.mjs';

const [prefix, count, guests] = process.argv.slice(2);
const context = await openContext();
const made = [];
for (let n = 1; n <= Number(count); n += 1) {
  const network = await makeNetwork(context, { code: `${prefix}-${n}`, guests: Number(guests) });
  made.push({ ...network, token: longLived(context, network.token), cell: prefix });
}
await context.close();
process.send(made, () => process.disconnect());
