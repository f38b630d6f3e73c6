import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';

interface WrittenDocument {
  readonly plain: Buffer;
  readonly compressed: Buffer;
  readonly tag: string;
}

/** The serialized OpenAPI document. It is the largest response without a sign-in, so all requests share one copy. */
@Injectable()
export class ApiDocument {
  private written: WrittenDocument | undefined;
  private describe: (() => OpenAPIObject) | undefined;

  /** @param describe makes the document at the first request, because few ask for it */
  describeBy(describe: () => OpenAPIObject): void {
    this.describe = describe;
  }

  /** The document; undefined when this server does not show it. */
  find(): WrittenDocument | undefined {
    if (this.describe !== undefined) this.written ??= write(this.describe());
    return this.written;
  }
}

function write(document: OpenAPIObject): WrittenDocument {
  const plain = Buffer.from(JSON.stringify(document));
  const digest = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  // A weak tag, because the compressed and the plain bytes share it.
  return { plain, compressed: gzipSync(plain), tag: `W/"${digest}"` };
}
