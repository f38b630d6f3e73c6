import { createServer, request as call } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Tampered {
  /** Changes the headers of a call on its way to the platform. */
  readonly request?: (headers: Record<string, string | string[] | undefined>) => void;
  /** Changes the headers of an answer on its way back. */
  readonly response?: (headers: Record<string, string | string[] | undefined>) => void;
}

/** Stands between a till and the kit, and makes a good till a broken one. Whatever else the kit does to calls passes through. */
export async function tamperingProxy({ request: changeRequest, response: changeResponse }: Tampered) {
  let target = '';
  const server = createServer((asked, reply) => {
    const headers = { ...asked.headers };
    changeRequest?.(headers);
    const passed = call(new URL(asked.url ?? '', target), { method: asked.method, headers }, (answer) => {
      const changed = { ...answer.headers };
      changeResponse?.(changed);
      reply.writeHead(answer.statusCode ?? 500, changed);
      answer.on('error', () => reply.destroy());
      answer.on('aborted', () => reply.destroy());
      answer.pipe(reply);
    });
    passed.on('error', () => asked.socket.destroy());
    reply.on('close', () => passed.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  /** The address to call in place of the platform's. */
  const before = (url: string): string => {
    target = url;
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  };
  return { before, close };
}
