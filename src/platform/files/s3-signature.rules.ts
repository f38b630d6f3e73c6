import { createHash, createHmac } from 'node:crypto';

export interface BucketKey {
  readonly id: string;
  readonly secret: string;
  readonly region: string;
}

interface UnsignedCall {
  readonly method: string;
  readonly url: URL;
  /** Further headers that the signature covers besides `host`, with names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body, in hex. */
  readonly bodyHash: string;
  readonly at: Date;
}

/**
 * The headers of a call to an S3-compatible store with its AWS Signature Version 4. Paths must already be encoded as `URL` encodes letters, digits,
 * `-`, `.` and `/`.
 */
export function signedHeaders({ id, secret, region }: BucketKey, call: UnsignedCall): Record<string, string> {
  const { method, url, bodyHash, at } = call;
  const time = at.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const headers = { ...call.headers, host: url.host, 'x-amz-content-sha256': bodyHash, 'x-amz-date': time };
  const names = Object.keys(headers).sort();
  const canonical = [
    method,
    url.pathname,
    [...url.searchParams]
      .map((pair) => pair.map(encodeURIComponent).join('='))
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${headers[name as keyof typeof headers].trim()}`),
    '',
    names.join(';'),
    bodyHash,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer>(
    (made, part) => createHmac('sha256', made).update(part).digest(),
    Buffer.from(`AWS4${secret}`),
  );
  const signature = createHmac('sha256', key).update(text).digest('hex');
  const { host: _host, ...sent } = headers;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}
