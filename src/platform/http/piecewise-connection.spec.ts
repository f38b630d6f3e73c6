import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type ConnectionPorts, PiecewiseConnection } from './piecewise-connection';

describe('a connection that is parsed piece by piece', () => {
  it('parses its next piece once, though more arrives while that piece waits for a later turn', () => {
    const socket = Object.assign(new EventEmitter(), { destroyed: false, pause: jest.fn(), resume: jest.fn() });
    const request = { headers: {}, complete: false } as IncomingMessage;
    const response = new EventEmitter() as ServerResponse;
    const parsed: number[] = [];
    const later: (() => void)[] = [];
    let runs = 0;
    const ports = {
      requestsAhead: 4,
      // Time for the head and one piece of the body; the rest waits.
      turn: {
        run: (work: () => void) => {
          runs += 1;
          const hasTime = runs <= 2;
          if (hasTime) work();
          else later.push(work);
          return hasTime;
        },
      },
      admit: () => true,
      handle: () => undefined,
    } as unknown as ConnectionPorts;
    const connection = new PiecewiseConnection(
      socket as unknown as Socket,
      (bytes) => {
        parsed.push(bytes.length);
        if (parsed.length === 1) connection.take(request, response);
      },
      ports,
    );
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
    socket.emit('data', Buffer.from(head + 'x'.repeat(10_000)));
    expect(parsed).toEqual([head.length, 1_024]);
    socket.emit('data', Buffer.from('x'.repeat(10_000)));
    expect(later).toHaveLength(1);
  });
});
