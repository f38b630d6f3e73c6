#!/usr/bin/env node
// A server of the Model Context Protocol on standard input and output. LOYALTY_URL is the platform's address, LOYALTY_KEY an API key, whose rights
// the server has.
import { readFileSync } from 'node:fs';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { ApiProblem, createLoyaltyClient } from '@loyalty-platform/client';
import { answerOf } from './answers.mjs';
import { TOOLS } from './tools.mjs';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const { LOYALTY_URL: baseUrl, LOYALTY_KEY: token, LOYALTY_LANGUAGE: language } = process.env;
if (!baseUrl || !token) {
  console.error(
    'Set LOYALTY_URL (https://loyalty.example.com) and LOYALTY_KEY (an API key of its own, with the rights to read).',
  );
  process.exit(2);
}

const client = createLoyaltyClient({ baseUrl, token, ...(language && { language }), retries: { tries: 2 } });
const server = new McpServer({ name: 'loyalty-platform', version });
for (const { name, title, description, input, run } of TOOLS)
  server.registerTool(
    name,
    // A look-up is written into the audit, so it is not idempotent, but changes nothing of the guest.
    {
      title,
      description,
      inputSchema: input,
      annotations: { readOnlyHint: true, destructiveHint: false, openWorldHint: false },
    },
    async (asked) => {
      try {
        return { content: [{ type: 'text', text: answerOf(await run(client, asked)) }] };
      } catch (error) {
        return { isError: true, content: [{ type: 'text', text: failureOf(error) }] };
      }
    },
  );
await server.connect(new StdioServerTransport());

/** @param {unknown} error */
function failureOf(error) {
  if (!(error instanceof ApiProblem))
    return `The platform did not answer: ${error instanceof Error ? error.message : String(error)}`;
  const { title, detail, code } = error.document;
  const faults = (error.document.errors ?? []).map(({ path, message }) => `${path}: ${message}`);
  return [`${title} (${code})`, detail, ...faults].filter(Boolean).join('\n');
}
