import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import type { ApiReply, ApiRequest } from '../../platform/http/api-request';
import { isThisMachine, outboxQuerySchema } from './outbox-access.rules';
import { Outbox, type OutboxMessage } from './outbox.query';

const PATH = '/dev/outbox';

/** The development outbox as a page at `/dev/outbox`, beside the API and so outside of its prefix. */
@Injectable()
export class OutboxPage implements OnModuleInit {
  constructor(
    private readonly door: HttpAdapterHost,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    const { httpAdapter } = this.door as { httpAdapter: AbstractHttpAdapter | null | undefined };
    // A command or a worker has no door.
    if (httpAdapter === undefined || httpAdapter === null) return;
    httpAdapter.get(PATH, async (request: ApiRequest, reply: ApiReply) => {
      const query = outboxQuerySchema.safeParse(request.query);
      if (!isThisMachine(request.ip) || !query.success) return reply.code(404).type('text/plain').send('Not found');
      const { to } = query.data;
      return reply.type('text/html; charset=utf-8').send(pageOf(await this.outbox.listMessages(to), to));
    });
  }
}

function pageOf(messages: readonly OutboxMessage[], to: string | undefined): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Development outbox</title></head>
<body>
<main>
<h1>Development outbox</h1>
<p>Messages that no provider takes on this installation, newest first. Shown on this machine alone, never in production.</p>
<form method="get"><label>To <input name="to" value="${escape(to ?? '')}"></label> <button>Show</button></form>
${tableOf(messages)}
</main>
</body>
</html>
`;
}

function tableOf(messages: readonly OutboxMessage[]): string {
  if (messages.length === 0) return '<p>No messages yet. Register a guest, and the code stands here.</p>';
  const rows = messages.map(
    (message) =>
      `<tr><td><time>${escape(message.createdAt)}</time></td><td>${escape(message.network)}</td>` +
      `<td>${escape(message.channel)}</td><td>${escape(message.to)}</td><td>${escape(message.body)}</td></tr>`,
  );
  return `<table>
<thead><tr><th>Time</th><th>Network</th><th>Channel</th><th>To</th><th>Message</th></tr></thead>
<tbody>${rows.join('\n')}</tbody>
</table>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
