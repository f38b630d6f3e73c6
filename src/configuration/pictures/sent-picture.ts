/** The bytes of a body that a route takes as they are; a request without a body has none. */
export function sentPicture(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
