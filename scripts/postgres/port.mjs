import net from 'node:net';

/** Whether a port of an address can be listened on now. */
export function isPortFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.unref();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A free port of this machine: the preferred one when it is free. */
export async function chooseFreePort(preferred) {
  if (Number.isInteger(preferred) && preferred > 0 && preferred < 65_536 && (await isPortFree(preferred)))
    return preferred;
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
