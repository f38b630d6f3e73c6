import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { connectionEventOf } from './connections';

type TakeUpgrade = (request: IncomingMessage, socket: Socket, head: Buffer) => void;

const HOP_BY_HOP = new Set(['connection', 'upgrade', 'http2-settings']);

/**
 * Passes WebSocket handshakes of one path to `take`. Node passes this listener every request that asks for an upgrade, including those of clients
 * that offer HTTP/2; they are handled as the ordinary requests that they also are.
 */
export function takeUpgrades(server: Server, path: string, take: TakeUpgrade): void {
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (socket.destroyed) return;
    const isOurs = request.headers.upgrade?.toLowerCase() === 'websocket' && request.url?.split('?', 1)[0] === path;
    if (isOurs) {
      take(request, socket, head);
      return;
    }
    socket.unshift(Buffer.concat([withoutUpgrade(request), head]));
    server.emit(connectionEventOf(server), socket);
  });
}

function withoutUpgrade({ method = 'GET', url = '/', httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    if (!HOP_BY_HOP.has(name.toLowerCase())) lines.push(`${name}: ${value}`);
  }
  // Node reads header bytes as latin1.
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}
